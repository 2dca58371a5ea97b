//! The pages: what they show, and the templates they are made with.

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use rust_embed::RustEmbed;
use serde::Serialize;
use tera::{Context, Tera};

use crate::{
    assets,
    claim::{self, ClaimRow},
    journal::{Journal, Step},
    moment::Moment,
    session::Session,
    trouble::Trouble,
};

#[derive(RustEmbed)]
#[folder = "../../web/templates/demo"]
struct Templates;

/// The shop, for anybody.
#[derive(Serialize)]
pub(crate) struct Shop<'a> {
    pub(crate) reader: Option<Reader>,
    pub(crate) story: Story,
    pub(crate) issuer: &'a str,
}

/// Why the visitor is not where they wanted to be.
#[derive(Serialize)]
pub(crate) struct Stopped<'a> {
    pub(crate) name: &'static str,
    /// Empty when there is none: the templates want a text.
    pub(crate) code: &'a str,
    pub(crate) detail: Option<String>,
    pub(crate) story: Story,
    pub(crate) issuer: &'a str,
}

impl<'a> Stopped<'a> {
    pub(crate) fn new(trouble: &'a Trouble, story: Story, issuer: &'a str) -> Self {
        let (name, code, detail) = (
            trouble.name(),
            trouble.code().unwrap_or_default(),
            trouble.detail(),
        );
        Self {
            name,
            code,
            detail,
            story,
            issuer,
        }
    }
}

/// Somebody signed in.
#[derive(Serialize)]
pub(crate) struct Reader {
    greeting: String,
    email: Option<String>,
    claims: Vec<ClaimRow>,
    userinfo: Option<Vec<ClaimRow>>,
    signed_in: Option<Moment>,
    refreshed: Option<Moment>,
    expires: Option<Moment>,
    scope: Option<String>,
    can_refresh: bool,
}

impl Reader {
    pub(crate) fn new(session: &Session, now: i64) -> Self {
        let first = ["given_name", "name", "nickname", "username", "email", "sub"];
        let greeting = first.into_iter().find_map(|claim| session.text(claim));
        let moment = |seconds| Moment::new(seconds, now);
        Self {
            greeting: greeting.unwrap_or("reader").to_owned(),
            email: session.text("email").map(str::to_owned),
            claims: claim::rows(&session.claims, now),
            userinfo: session
                .userinfo
                .as_ref()
                .map(|claims| claim::rows(claims, now)),
            signed_in: moment(session.signed_in_at),
            refreshed: session.refreshed_at.and_then(moment),
            expires: session.expires_at.and_then(moment),
            scope: session.scope.clone(),
            can_refresh: session.refresh_token.is_some(),
        }
    }
}

/// The journal, ready to be told.
#[derive(Serialize)]
pub(crate) struct Story {
    chapters: Vec<Chapter>,
}

#[derive(Serialize)]
struct Chapter {
    name: &'static str,
    steps: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    number: usize,
    name: &'static str,
    line: Option<String>,
    at: Option<Moment>,
    facts: Vec<Fact>,
    failure: Option<String>,
    is_waiting: bool,
}

#[derive(Serialize)]
struct Fact {
    name: String,
    value: String,
}

impl Story {
    pub(crate) fn new(journal: &Journal, now: i64) -> Self {
        let chapters = [
            ("sign_in", &journal.sign_in),
            ("refresh", &journal.refresh),
            ("sign_out", &journal.sign_out),
        ];
        let mut number = 0;
        let mut told = Vec::new();
        for (name, steps) in chapters.into_iter().filter(|(_, steps)| !steps.is_empty()) {
            let alone = steps.len() == 1 && name != "refresh";
            let tell = steps.iter().map(|step| {
                number += 1;
                Told::new(step, number, alone, now)
            });
            told.push(Chapter {
                name,
                steps: tell.collect(),
            });
        }
        Self { chapters: told }
    }
}

impl Told {
    fn new(step: &Step, number: usize, is_alone: bool, now: i64) -> Self {
        let facts = step
            .facts
            .iter()
            .cloned()
            .map(|(name, value)| Fact { name, value });
        Self {
            number,
            name: step.kind.name(),
            line: step.line.clone(),
            at: Moment::new(step.at, now),
            facts: facts.collect(),
            failure: step.failure.clone(),
            is_waiting: is_alone && step.line.is_some() && step.failure.is_none(),
        }
    }
}

/// The templates, read once.
pub(crate) struct Pages {
    tera: Tera,
    style: String,
    story_style: String,
    icon: String,
}

impl Pages {
    /// # Errors
    /// When a template is broken or missing.
    pub(crate) fn new() -> anyhow::Result<Self> {
        let mut tera = Tera::new();
        let mut sources = Vec::new();
        for name in Templates::iter() {
            if let Some(file) = Templates::get(&name) {
                sources.push((
                    name.into_owned(),
                    String::from_utf8(file.data.into_owned())?,
                ));
            }
        }
        tera.add_raw_templates(sources)?;
        let missing = || anyhow::anyhow!("an asset of the Bookstore is missing");
        Ok(Self {
            tera,
            style: assets::address("bookstore.css").ok_or_else(missing)?,
            story_style: assets::address("story.css").ok_or_else(missing)?,
            icon: assets::address("bookstore.svg").ok_or_else(missing)?,
        })
    }

    pub(crate) fn shop(&self, status: StatusCode, page: &Shop<'_>) -> Response {
        self.render(status, "shop.html", page)
    }

    pub(crate) fn stopped(&self, status: StatusCode, page: &Stopped<'_>) -> Response {
        self.render(status, "trouble.html", page)
    }

    fn render<T: Serialize>(&self, status: StatusCode, template: &str, page: &T) -> Response {
        let rendered = Context::from_serialize(page).and_then(|mut context| {
            context.insert("style", &self.style);
            context.insert("story_style", &self.story_style);
            context.insert("icon", &self.icon);
            self.tera.render(template, &context)
        });
        match rendered {
            Ok(html) => (status, Html(html)).into_response(),
            Err(why) => {
                tracing::error!(template, %why, "a page cannot be made");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "This page cannot be shown.",
                )
                    .into_response()
            }
        }
    }
}
