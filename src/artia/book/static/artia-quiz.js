// Quizzes: judge an answer, say why, remember it in this browser only.
// Every sentence and every explanation is in the page; what is judged here is judged for notebooks
// by labs/quiz_answers.py.
(() => {
  "use strict";

  const WRITTEN_NUMBER = /^[+\-−–]?(?:[0-9]{1,3}(?:\s[0-9]{3})+|[0-9]*)(?:[.,][0-9]*)?$/;

  /** Read a number written with a comma or a point; NaN for anything else. */
  const readNumber = (text) => {
    const trimmed = text.trim();
    if (!WRITTEN_NUMBER.test(trimmed) || !/[0-9]/.test(trimmed)) return NaN;
    return Number(trimmed.replace(/\s/g, "").replace(",", ".").replace(/[−–]/, "-"));
  };

  const fill = (sentence, values) =>
    sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  const element = (name, text = "") => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  /** Copy an explanation of the folded answers; its ids, and the buttons they serve, stay there. */
  const copyOf = (source, name) => {
    const copy = element(name);
    copy.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
    for (const each of copy.querySelectorAll(".term-help")) each.remove();
    for (const each of copy.querySelectorAll("[id]")) each.removeAttribute("id");
    return copy;
  };

  /** What this browser remembers of a quiz; nothing when it refuses to. */
  class Memory {
    constructor(quiz) {
      this.key = `artia-quiz:${quiz}`;
      this.answers = {};
      this.works = true;
      this.attempt(() => {
        const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}");
        if (kept && typeof kept === "object") this.answers = kept;
      });
      this.attempt(() => localStorage.setItem(`${this.key}:try`, ""));
      this.attempt(() => localStorage.removeItem(`${this.key}:try`));
    }

    attempt(action) {
      try {
        action();
      } catch {
        this.works = false;
      }
    }

    keep(id, given) {
      this.answers[id] = given;
      this.attempt(() => localStorage.setItem(this.key, JSON.stringify(this.answers)));
    }

    erase(ids) {
      for (const id of ids) delete this.answers[id];
      this.attempt(() => {
        if (Object.keys(this.answers).length) {
          localStorage.setItem(this.key, JSON.stringify(this.answers));
        } else localStorage.removeItem(this.key);
      });
    }
  }

  /** One question: its form, how to read it, judge it and say the result. */
  class Question {
    constructor(form, say, answered) {
      Object.assign(this, { form, say, answered, id: form.dataset.id, type: form.dataset.type });
      this.result = form.querySelector(".artia-result");
      this.details = form.querySelector(".artia-answers");
      this.reasons = [...this.details.querySelectorAll(".artia-reason")];
      this.field = form.querySelector(".artia-number input");
      this.list = form.querySelector(".artia-steps");
      this.shown = this.order();
      const button = form.querySelector(".artia-check");
      button.hidden = button.disabled = false;
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.check();
      });
      form.addEventListener("input", () => this.forget());
      if (this.list) this.makeMovable();
      this.forget();
      this.details.dataset.veiled = "";
    }

    order() {
      return this.list ? [...this.list.children].map((step) => step.dataset.option) : [];
    }

    boxes() {
      return [...this.form.querySelectorAll(".artia-option input")];
    }

    /** Return what the form holds: letters, or the text of the number's field. */
    given() {
      if (this.field) return this.field.value.trim();
      if (this.list) return this.order();
      return this.boxes().filter((box) => box.checked).map((box) => box.value);
    }

    put(given) {
      if (this.field) this.field.value = String(given ?? "");
      else if (this.list) {
        const steps = new Map([...this.list.children].map((step) => [step.dataset.option, step]));
        const known = [given ?? []].flat().filter((id) => steps.has(id));
        this.list.append(...known.map((id) => steps.get(id)));
        this.refreshMoves();
      } else {
        for (const box of this.boxes()) box.checked = [given ?? []].flat().includes(box.value);
      }
    }

    /** Judge and say; the reader asked. */
    check() {
      const verdict = this.judge(this.given());
      this.result.replaceChildren();
      // The place is emptied first, so that the same words twice are announced twice.
      setTimeout(() => {
        this.show(verdict);
        this.result.scrollIntoView({ block: "nearest" });
      }, 50);
      if (verdict.right !== null) this.answered(this.id, this.given());
    }

    /** Show again what was answered on another day, without announcing it. */
    restore(given) {
      this.put(given);
      const verdict = this.judge(this.given());
      if (verdict.right === null) return;
      this.result.removeAttribute("role");
      this.show(verdict);
      setTimeout(() => this.result.setAttribute("role", "status"), 500);
    }

    reset() {
      this.put(this.list ? this.shown : null);
      this.forget();
      this.details.open = false;
      this.details.dataset.veiled = "";
    }

    forget() {
      this.result.replaceChildren();
      delete this.result.dataset.verdict;
    }

    show({ right, lines }) {
      this.result.dataset.verdict = right === null ? "none" : right ? "right" : "wrong";
      if (right !== null) {
        const head = element("p");
        head.append(element("strong", this.say(right ? "right" : "wrong")));
        head.className = "artia-verdict";
        lines = [head, ...lines];
        delete this.details.dataset.veiled;
      }
      this.result.replaceChildren(...lines);
    }

    judge(given) {
      if (this.type === "numeric") return this.judgeNumber(given);
      if (this.type === "order") return this.judgeOrder(given);
      return this.judgeChoice(given);
    }

    judgeChoice(given) {
      const several = this.type === "multiple";
      if (!given.length) return this.refusal(several ? "tick" : "choose");
      const isRight = (reason) => reason.dataset.right === "true";
      const chosen = this.reasons.filter((reason) => given.includes(reason.dataset.option));
      const missing = this.reasons.filter((r) => isRight(r) && !chosen.includes(r)).length;
      const lines = chosen.map((reason) => {
        const line = copyOf(reason.lastElementChild, "p");
        if (several) {
          const word = this.say(isRight(reason) ? "keep" : "drop");
          line.prepend(element("strong", `${reason.dataset.option.toUpperCase()}. ${word}`), " ");
        }
        return line;
      });
      if (missing && several) lines.push(element("p", this.say("missing", { count: missing })));
      return { right: !missing && chosen.every(isRight), lines };
    }

    judgeNumber(given) {
      if (!given) return this.refusal("write");
      const value = readNumber(given);
      if (Number.isNaN(value)) return this.refusal("number", { given });
      const right = this.reasons.find((reason) => reason.dataset.kind === "number");
      const tolerance = Number(right.dataset.tolerance) + 1e-9; // 1.2 + 0.02 is not exactly 1.22
      const near = (reason) => Math.abs(Number(reason.dataset.value) - value) <= tolerance;
      const met = near(right) ? right : this.reasons.find(near);
      const line = met
        ? copyOf(met.lastElementChild, "p")
        : element("p", this.say("another", { given }));
      return { right: met === right, lines: [line] };
    }

    judgeOrder(given) {
      const steps = this.reasons.filter((reason) => reason.dataset.kind === "step");
      const wrong = steps.findIndex((step, place) => step.dataset.option !== given[place]);
      if (wrong < 0) {
        const whole = this.reasons.find((reason) => reason.dataset.kind === "whole");
        return { right: true, lines: [copyOf(whole.lastElementChild, "p")] };
      }
      const count = steps.filter((step, place) => step.dataset.option === given[place]).length;
      const hint = copyOf(steps[wrong], "p");
      hint.firstElementChild.textContent = this.say("place", { position: wrong + 1 });
      const placed = this.say("placed", { count, total: steps.length });
      return { right: false, lines: [element("p", placed), hint] };
    }

    refusal(key, values) {
      return { right: null, lines: [element("p", this.say(key, values))] };
    }

    makeMovable() {
      this.said = this.form.querySelector(".artia-said");
      for (const moves of this.list.querySelectorAll(".artia-moves")) moves.hidden = false;
      this.list.addEventListener("click", (event) => {
        const button = event.target.closest(".artia-move");
        if (button) this.move(button.closest(".artia-step"), button.dataset.move === "up");
      });
      this.refreshMoves();
    }

    /** Move a step by moving its neighbour: the button keeps the focus. */
    move(step, up) {
      const neighbour = up ? step.previousElementSibling : step.nextElementSibling;
      if (neighbour && up) step.after(neighbour);
      else if (neighbour) step.before(neighbour);
      this.refreshMoves();
      this.forget();
      this.said.textContent = this.say("moved", {
        step: step.firstElementChild.textContent.trim(),
        position: this.order().indexOf(step.dataset.option) + 1,
        total: this.shown.length,
      });
    }

    /** Say which buttons can do nothing; they keep the focus all the same. */
    refreshMoves() {
      for (const step of this.list.children) {
        const [up, down] = step.querySelectorAll(".artia-move");
        up.setAttribute("aria-disabled", String(!step.previousElementSibling));
        down.setAttribute("aria-disabled", String(!step.nextElementSibling));
      }
    }
  }

  const start = (quiz) => {
    const say = (key, values = {}) => fill(quiz.dataset[key], values);
    const memory = new Memory(quiz.dataset.quiz);
    const count = quiz.querySelector(".artia-quiz-count");
    const erased = quiz.querySelector(".artia-quiz-erased");
    const showCount = () => {
      const done = questions.filter((question) => question.id in memory.answers).length;
      count.textContent = say("count", { done, total: questions.length });
      if (!memory.works) quiz.querySelector(".artia-quiz-kept").textContent = say("unkept");
    };
    const answered = (id, given) => {
      memory.keep(id, given);
      erased.textContent = "";
      showCount();
    };
    const questions = [...quiz.querySelectorAll(".artia-question")].map(
      (form) => new Question(form, say, answered),
    );
    for (const question of questions) {
      if (question.id in memory.answers) question.restore(memory.answers[question.id]);
    }
    quiz.querySelector(".artia-quiz-erase").addEventListener("click", () => {
      memory.erase(questions.map((question) => question.id));
      for (const question of questions) question.reset();
      showCount();
      erased.textContent = say("erased");
    });
    quiz.querySelector(".artia-quiz-bar").hidden = false;
    showCount();
  };

  // On paper, the answers are unfolded.
  const unfold = (open) => () => {
    for (const details of document.querySelectorAll(".artia-answers")) {
      if (open) details.dataset.folded = String(!details.open);
      details.open = open || details.dataset.folded === "false";
    }
  };
  addEventListener("beforeprint", unfold(true));
  addEventListener("afterprint", unfold(false));

  // Deferred: the page is whole, and its formulas are drawn later, in the folded answers too.
  for (const quiz of document.querySelectorAll(".artia-quiz")) start(quiz);
})();
