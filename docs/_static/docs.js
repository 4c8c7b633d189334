// What scrolls sideways or on its own can be scrolled with the keyboard, too.
(() => {
  "use strict";

  const scrolling = ".highlight pre, .table-wrapper, .live-result";

  const update = () => {
    for (const part of document.querySelectorAll(scrolling)) {
      const scrolls = part.scrollWidth > part.clientWidth || part.scrollHeight > part.clientHeight;
      if (scrolls) part.tabIndex = 0;
      else part.removeAttribute("tabindex");
    }
  };

  window.addEventListener("load", update);
  window.addEventListener("resize", update);
})();
