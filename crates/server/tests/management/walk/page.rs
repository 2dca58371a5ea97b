//! `docs/api.md`: every operation of the description, with a request and its answer.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::{Map, Value};

use super::{likeness::Likeness, papers::pretty, scribe::Seen};

/// In this order within an address.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Answers and bodies that are longer are cut.
const LINES: usize = 60;

/// So are texts.
const CHARACTERS: usize = 160;

/// Milliseconds by the clock of the machine.
const TOOK: &str = "took";

const HEAD: &str = "# The Management API\n\n\
    Everything an operator decides, over HTTP. Made from [openapi.json](openapi.json) and from what one walk over\n\
    the whole API has seen: each request was sent, and each answer is the one that came back, with made-up ids,\n\
    secrets and durations; what is long is cut at `…`. A server describes itself at `/api/swagger.json`.\n\n\
    Every call needs `Authorization: Bearer <access token>` for `https://default.logto.app/api` with scope `all` (or\n\
    `read` for what changes nothing); the README says under *Automate it* how to get one. What is refused has a\n\
    `code` for programs and a `message` for people. An answer to GET has an `ETag`: sent back as `If-Match`, it makes\n\
    sure that nobody's change is overwritten.\n";

struct Operation<'a> {
    path: &'a str,
    method: &'a str,
    told: &'a Value,
}

/// The whole page, of a walk whose provider of mails listened on this port.
pub(super) fn of(document: &Value, seen: &BTreeMap<String, Seen>, port: u16) -> String {
    let mut page = HEAD.to_owned();
    let operations = by_tag(document);
    page.push('\n');
    for (tag, all) in &operations {
        let anchor = tag.to_lowercase().replace(' ', "-");
        writeln!(page, "- [{tag}](#{anchor}): {}", all.len()).unwrap();
    }
    for (tag, all) in operations {
        write!(page, "\n## {tag}\n").unwrap();
        for operation in all {
            let id = operation.told["operationId"].as_str().unwrap();
            let Some(call) = seen.get(id) else {
                panic!("the walk does not call {id}");
            };
            write(&mut page, &operation, call, port);
        }
    }
    page
}

fn by_tag(document: &Value) -> BTreeMap<&str, Vec<Operation<'_>>> {
    let mut tags: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        let operations: &Map<String, Value> = operations.as_object().unwrap();
        for method in METHODS {
            let Some(told) = operations.get(method) else {
                continue;
            };
            let tag = told["tags"][0].as_str().unwrap();
            let operation = Operation { path, method, told };
            tags.entry(tag).or_default().push(operation);
        }
    }
    tags
}

fn write(page: &mut String, operation: &Operation<'_>, call: &Seen, port: u16) {
    let Operation { path, method, told } = operation;
    let text = |member: &str| told[member].as_str().unwrap_or_default().trim();
    let method = method.to_uppercase();
    write!(page, "\n### {method} {path}\n\n{}\n", text("summary")).unwrap();
    if !text("description").is_empty() {
        write!(page, "\n{}\n", text("description")).unwrap();
    }
    parameters(page, told);
    let likeness = Likeness::of(text("operationId"));
    let shown = |text: &str| {
        let text = likeness.of_text(text);
        text.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:8025")
    };
    write!(page, "\n```http\n{method} /api{}\n", shown(&call.path)).unwrap();
    if let Some(prefer) = call.prefer {
        writeln!(page, "Prefer: {prefer}").unwrap();
    }
    if let Some(body) = &call.body {
        write!(page, "\n{}\n", shown(&cut(body))).unwrap();
    }
    page.push_str("```\n\n```http\n");
    let reason = axum::http::StatusCode::from_u16(call.status).unwrap();
    writeln!(page, "{reason}").unwrap();
    if !call.answer.is_empty() {
        let answer: Value = serde_json::from_str(&call.answer).unwrap();
        write!(page, "\n{}\n", shown(&cut(&answer))).unwrap();
    }
    page.push_str("```\n");
    refusals(page, told);
}

/// What may be asked for, beside what stands in the path.
fn parameters(page: &mut String, told: &Value) {
    let all = told["parameters"].as_array();
    let all = all.into_iter().flatten();
    let all: Vec<_> = all.filter(|one| one["in"] != "path").collect();
    if all.is_empty() {
        return;
    }
    page.push('\n');
    for one in all {
        let place = if one["in"] == "header" {
            " (header)"
        } else {
            ""
        };
        let name = one["name"].as_str().unwrap();
        let what = on_one_line(&one["description"]);
        let colon = if what.is_empty() { "" } else { ": " };
        writeln!(page, "- `{name}`{place}{colon}{what}").unwrap();
    }
}

/// What may come instead, beside what any call may be answered.
fn refusals(page: &mut String, told: &Value) {
    let answers = told["responses"].as_object().unwrap().iter();
    let own =
        answers.filter(|(status, answer)| status.as_str() >= "400" && answer.get("$ref").is_none());
    let own: Vec<String> = own
        .map(|(status, answer)| format!("- {status}: {}\n", on_one_line(&answer["description"])))
        .collect();
    if !own.is_empty() {
        write!(page, "\n{}", own.concat()).unwrap();
    }
}

fn on_one_line(text: &Value) -> String {
    let words = text.as_str().unwrap_or_default().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

/// As JSON on many lines, cut.
fn cut(value: &Value) -> String {
    let mut value = value.clone();
    shorten(&mut value);
    let text = pretty(&value);
    let mut lines: Vec<&str> = text.lines().take(LINES).collect();
    if text.lines().count() > LINES {
        lines.push("…");
    }
    lines.join("\n")
}

fn shorten(value: &mut Value) {
    match value {
        Value::String(text) if text.chars().count() > CHARACTERS => {
            let start: String = text.chars().take(CHARACTERS).collect();
            *text = format!("{start}…");
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        Value::Object(members) => {
            for (name, value) in members {
                // How long a thing took is another number each time.
                if name == TOOK {
                    *value = 1.into();
                }
                shorten(value);
            }
        }
        _ => {}
    }
}
