"""Grade a whole class: shards of submissions, forked workers, one writer to the gradebook.

`grading` is the batch from end to end; `engines` says where shards are graded; `shard` grades one;
`writer` alone touches the course's gradebook and its `autograded` folder.
"""
