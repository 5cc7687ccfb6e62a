"""The authoring room: one bilingual source in, learner notebooks and answer keys out.

`source` reads, `rules` refuse, `language` splits, `student` clears, `answer_key` executes,
`build` puts them in order, `course` lays out what nbgrader reads.
"""
