"""The nbgrader course as instructors run it: formgrader reads this file, and so can `nbgrader`.

Learners never load it: their settings are in ``hub/local/etc/learner``.
"""

from pathlib import Path

from artia.authoring.release import release_config
from artia.hub import COURSE
from artia.hub.exchange import LEFT_BEHIND
from artia.hub.state import State

c = get_config()  # noqa: F821  (nbgrader provides get_config)
state = State.from_environment()

c.CourseDirectory.course_id = COURSE
c.CourseDirectory.root = str(state.course)
# What a learner's folder holds besides their work is left where it is.
c.CourseDirectory.ignore = LEFT_BEHIND
# A learner may keep a trained model beside the notebook: sizes in kB.
c.CourseDirectory.max_file_size = 50_000
c.CourseDirectory.max_dir_size = 200_000

c.Exchange.root = str(state.exchange)
c.Exchange.path_includes_course = False
# The local hub runs everybody under one system account: the owner of a file proves nothing.
c.ExchangeCollect.check_owner = False
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"

# The English notebook is built beforehand: same stubs for the French one, carried along here.
c.merge(release_config())

# A deleted test comes back before grading; a cell may take this long (s) on a busy machine.
c.OverwriteCells.add_missing_cells = True
c.Execute.timeout = 900

# The feedback page: our template, in the learner's language, without any outside file.
c.GenerateFeedback.preprocessors = ["artia.hub.feedback.CourseGrades"]
c.GenerateFeedback.exporter_class = "artia.hub.feedback.FeedbackExporter"
c.FeedbackExporter.template_name = "artia_feedback"
c.FeedbackExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates")]
