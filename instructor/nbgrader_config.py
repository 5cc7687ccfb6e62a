"""The nbgrader course as instructors run it: formgrader reads this file, and so can `nbgrader`.

Learners never load it: their settings are in ``hub/local/etc/learner``.
"""

from pathlib import Path

from artia.authoring.release import release_config
from artia.grading.executor import grading_config
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
c.ExchangeFactory.collect = "artia.hub.collecting.Collect"
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"

# The English notebook is built beforehand: same stubs for the French one, carried along here.
c.merge(release_config())

# Formgrader grades as the farm does: in a jail, with the checks of COURSE/checks.
c.merge(grading_config(c))
# Said first, and in both languages, where the machine cannot jail anything.
c.Autograde.sanitize_preprocessors.insert(0, "artia.hub.autograde.RequireJail")

# Formgrader's page and the feedback page hold what learners wrote: nothing of it may run.
c.HTMLExporter.preprocessors = ["artia.hub.harmless.HarmlessNotebook"]
c.HTMLExporter.filters = {
    "markdown2html": "artia.hub.cleaning.markdown_to_clean_html",
    "highlight_code": "artia.hub.cleaning.highlight_python",
}

# Nobody who teaches has to read this configuration on the list of assignments.
c.FormgradeExtension.debug = False

# The feedback page: our template, in the learner's language, without any outside file.
c.GenerateFeedback.preprocessors = ["artia.hub.feedback.CourseGrades"]
c.GenerateFeedback.exporter_class = "artia.hub.feedback.FeedbackExporter"
c.FeedbackExporter.template_name = "artia_feedback"
c.FeedbackExporter.extra_template_basedirs = [str(Path(__file__).parent / "templates")]
