// Application › Activity: what happened in which it was involved.
import { html } from "../../lib/html.js";
import { get } from "../../lib/api.js";
import { EventList, LIMIT } from "../activity/event-list.js";
import { ApplicationHead } from "./frame.js";

export const load = (/** @type {{ id: string }} */ { id }) => Promise.all([get(`/applications/${id}`), get("/signet/events", { application: id, limit: LIMIT })]);

/** @param {{ data: import("../../lib/api.js").Answer[] }} props */
export const Page = ({ data: [{ data: application }, { data: events }] }) => html`
  <${ApplicationHead} application=${application} tab="activity" />
  <${EventList} first=${events} query=${{ application: application.id }} />`;
