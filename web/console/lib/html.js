// Templates and signals for every other file: the only one that names Preact, htm and signals.
import { Fragment, h, render } from "preact";
import { useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { batch, computed, effect, signal } from "@preact/signals";
import htm from "htm";

export const html = htm.bind(h);
export { Fragment, h, render };
export { useEffect, useErrorBoundary, useId, useLayoutEffect, useMemo, useRef, useState };
export { batch, computed, effect, signal };
