// Templates and signals for every other file: the only one that names Preact, htm and signals.
import { Fragment, h, render } from "preact";
import { useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { batch, computed, effect, signal } from "@preact/signals";
import htm from "htm";
import { base } from "./instance.js";

/** Links of the console are written from its root, wherever that is. */
const withBase = (type, props, ...children) =>
  type === "a" && base && props?.href?.startsWith("/")
    ? h(type, { ...props, href: base + props.href }, ...children)
    : h(type, props, ...children);

export const html = htm.bind(withBase);
export { Fragment, h, render };
export { useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState };
export { batch, computed, effect, signal };
