// Makes pages smoother. Every page works without it.
(() => {
  "use strict";

  const one = (selector, root = document) => root.querySelector(selector);
  const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

  document.documentElement.classList.add("has-script");

  // A form is sent once. It may be sent again when the answer stays away, or on coming back.

  const PATIENCE = 12000;

  const release = (form) => {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll(".is-busy")) {
      button.classList.remove("is-busy");
      button.removeAttribute("aria-busy");
    }
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter ?? one("button", form);
    if (button) {
      button.classList.add("is-busy");
      button.setAttribute("aria-busy", "true");
    }
    setTimeout(release, PATIENCE, form);
  });

  addEventListener("pageshow", () => {
    for (const form of document.forms) release(form);
  });

  // The code: one field, drawn as six boxes, sent as soon as it is complete.

  // Decimal digits stand in runs of ten that begin with the zero; some runs follow each other.
  const asciiDigit = (digit) => {
    const point = digit.codePointAt(0);
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(point - before - 1))) before += 1;
    return before % 10;
  };

  // What is neither letter nor number stands between digits and means nothing.
  const wordsOf = (text) =>
    (text.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => word.replace(/\p{Nd}/gu, asciiDigit));

  const isNumber = (word) => /^\d+$/.test(word);

  // The code in what was typed or pasted, as the server reads it. People paste whole sentences:
  // "Your code is 123 456, valid for 10 minutes".
  const codeIn = (text) => {
    const words = wordsOf(text);
    if (words.every(isNumber)) return words.join("").match(/^\d{6}$/)?.[0];
    const alone = words.map((word) => {
      if (!isNumber(word)) return " ";
      return { 3: word, 6: ` ${word} ` }[word.length] ?? " ";
    });
    return alone.join("").split(" ").find((number) => number.length === 6);
  };

  // The digits there are so far, and one more than a code has when there are too many.
  const digitsOf = (text) => codeIn(text) ?? wordsOf(text).join("").replace(/\D/g, "").slice(0, 7);

  const splitCode = (input) => {
    const boxes = [...one(".code-boxes").children];
    let sent = "";

    const draw = () => {
      const value = input.value;
      const selected = input.selectionEnd > input.selectionStart && document.activeElement === input;
      boxes.forEach((box, index) => {
        box.textContent = value[index] ?? "";
        box.classList.toggle("is-next", index === Math.min(value.length, boxes.length - 1));
      });
      input.classList.toggle("is-selected", selected);
    };

    // There is no caret to see, so it stays where the next digit goes.
    const caretToEnd = () => {
      const end = input.value.length;
      if (input.selectionStart === input.selectionEnd && input.selectionEnd !== end) {
        input.setSelectionRange(end, end);
      }
      draw();
    };

    const take = (text) => {
      const value = digitsOf(text);
      if (value !== input.value) input.value = value;
      draw();
      // With digits too many the server says what a code looks like. It costs no try.
      const isComplete = codeIn(text) || value.length > boxes.length;
      if (isComplete && value !== sent) {
        sent = value;
        input.form.requestSubmit();
      }
    };

    input.addEventListener("input", (event) => {
      if (!event.isComposing) take(input.value);
    });
    input.addEventListener("compositionend", () => take(input.value));
    input.addEventListener("paste", (event) => {
      const text = event.clipboardData?.getData("text") ?? "";
      if (codeIn(text)) {
        event.preventDefault();
        take(text);
      }
    });
    for (const kind of ["focus", "blur", "click", "keyup", "select"]) {
      input.addEventListener(kind, caretToEnd);
    }
    // A browser may put an old code back on reload; showing it is right, sending it is not.
    addEventListener("pageshow", () => {
      sent = "";
      if (input.value) input.value = digitsOf(input.value);
      draw();
    });
    input.parentElement.classList.add("is-split");
    draw();
  };

  // A password can be seen while it is typed. It is hidden again before it is sent, and on coming back:
  // what is typed into a field that can be read, browsers may offer to others.

  const offerToShow = (button) => {
    const input = document.getElementById(button.getAttribute("aria-controls"));
    const label = button.textContent;
    const show = (isShown) => {
      input.type = isShown ? "text" : "password";
      button.textContent = isShown ? button.dataset.hide : label;
    };
    button.addEventListener("click", () => show(input.type === "password"));
    input.form.addEventListener("submit", () => show(false));
    addEventListener("pageshow", () => show(false));
    button.hidden = false;
  };

  // Another code can be asked for once the wait is over. Returns how to end the wait early.

  const countDown = (form) => {
    const button = one("button", form);
    const timer = one(".timer", form);
    let end = Date.now() + Number(form.dataset.resendAfter) * 1000;

    const tick = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      const seconds = String(left % 60).padStart(2, "0");
      button.disabled = left > 0;
      timer.textContent = left > 0 ? `${Math.floor(left / 60)}:${seconds}` : "";
      if (left > 0) setTimeout(tick, 250);
    };
    tick();
    return () => {
      end = 0;
      tick();
    };
  };

  // A mail that cannot be sent is known only after the page was shown, perhaps long after: the server
  // goes on trying for as long as the code is valid, which is ten minutes at most.

  const VALID = 600000;
  const LONGEST_WAIT = 30000;

  // A server that is busy or in trouble has not said anything yet; any other refusal is the end.
  const askDelivery = async (address, signal) => {
    const headers = { accept: "application/json" };
    const answer = await fetch(address, { headers, cache: "no-store", signal });
    if (answer.ok) return (await answer.json()).delivery;
    return answer.status < 500 && ![408, 429].includes(answer.status) ? "gone" : "waiting";
  };

  const next = (event) => new Promise((done) => document.addEventListener(event, done, { once: true }));

  const watchDelivery = async (address, failed) => {
    // Once a form is sent the sign-in may be over, and then the address answers no more.
    const left = new AbortController();
    document.addEventListener("submit", () => left.abort(), { once: true });
    const end = Date.now() + VALID;
    // Some thirty questions in all, the last one when the code is over.
    for (let wait = 1000, isLast = false; !isLast; wait = Math.min(wait * 1.3, LONGEST_WAIT)) {
      await Promise.race([sleep(wait), next("visibilitychange")]);
      // A tab that nobody sees asks nothing; seen again, it asks at once.
      while (document.hidden) await next("visibilitychange");
      if (left.signal.aborted) return;
      isLast = Date.now() > end;
      const delivery = await askDelivery(address, left.signal).catch(() => "waiting");
      if (delivery === "failed") failed();
      if (delivery !== "waiting") return;
    }
  };

  // The development mailbox refreshes itself, and leaves alone what is already there.

  const refreshMailbox = async (list) => {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = one("[data-mailbox]", page);
    if (!fresh) return;
    const known = new Map([...list.children].map((mail) => [mail.dataset.id, mail]));
    const mails = [...fresh.children].map((mail) => {
      const before = known.get(mail.dataset.id);
      if (before) return before;
      mail.classList.add("is-new");
      return document.adoptNode(mail);
    });
    if (mails.length === known.size && mails.every((mail) => mail.parentElement === list)) return;
    for (const [id, mail] of known) {
      if (!mails.some((kept) => kept.dataset.id === id)) mail.remove();
    }
    // Moving a frame reloads it: new mails go in front, old ones stay put.
    const newest = mails.filter((mail) => mail.parentElement !== list);
    list.prepend(...newest);
    one("[data-mailbox-empty]").hidden = mails.length > 0;
  };

  const keepFresh = async (list) => {
    for (;;) {
      await sleep(1500);
      // A server that restarts is back in a moment.
      if (!document.hidden) await refreshMailbox(list).catch(() => {});
    }
  };

  // A code in the fragment of a link is put into its field, and taken out of the address. Without a
  // script it is typed; no browser sends a fragment to anybody.

  const takeFragment = (input) => {
    const code = location.hash.slice(1);
    if (!code) return;
    history.replaceState(null, "", location.pathname + location.search);
    input.value = code;
    one('input[type="email"]', input.form)?.focus();
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    const label = button.dataset.label ?? button.textContent;
    button.dataset.label = label;
    button.textContent = button.dataset.copied;
    await sleep(1600);
    button.textContent = label;
  });

  const code = one(".code input");
  const resend = one("[data-resend-after]");
  const status = one("[data-status]");
  const mailbox = one("[data-mailbox]");
  const hide = one("[data-hide]");

  const fromFragment = one("[data-from-fragment]");

  if (code) splitCode(code);
  if (hide) offerToShow(hide);
  if (fromFragment) {
    takeFragment(fromFragment);
    // Another link, pasted into the same tab, loads nothing anew.
    addEventListener("hashchange", () => takeFragment(fromFragment));
  }
  const endWait = resend ? countDown(resend) : () => {};
  if (status) {
    const failed = () => {
      one("[data-failed]").hidden = false;
      endWait();
    };
    // Not knowing is no reason to trouble anybody: the page works without the answer.
    watchDelivery(status.dataset.status, failed);
  }
  if (mailbox) keepFresh(mailbox);
})();
