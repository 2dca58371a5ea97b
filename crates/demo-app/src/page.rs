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
    journals::Lost,
    moment::Moment,
    session::Session,
    verdict::Call,
};

#[derive(RustEmbed)]
#[folder = "../../web/templates/demo"]
struct Templates;

/// The shop, for anybody.
#[derive(Serialize)]
pub(crate) struct Shop<'a> {
    pub(crate) reader: Option<Reader>,
    pub(crate) api: Option<ApiPanel<'a>>,
    pub(crate) story: Story<'a>,
    pub(crate) issuer: &'a str,
}

/// The shop's own API: the token for it and what came of the latest call.
#[derive(Serialize)]
pub(crate) struct ApiPanel<'a> {
    pub(crate) indicator: &'a str,
    /// When the token that the shop holds ends, if it holds one.
    pub(crate) ends: Option<Moment>,
    pub(crate) call: Option<&'a Call>,
}

/// Why the visitor is not where they wanted to be.
#[derive(Serialize)]
pub(crate) struct Stopped<'a> {
    pub(crate) name: &'static str,
    /// Empty when there is none: the templates want a text.
    pub(crate) code: &'a str,
    pub(crate) detail: Option<String>,
    pub(crate) story: Story<'a>,
    pub(crate) issuer: &'a str,
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
        let grant = &session.grant;
        Self {
            greeting: greeting.unwrap_or("reader").to_owned(),
            email: session.text("email").map(str::to_owned),
            claims: claim::rows(&session.claims, now),
            userinfo: session
                .userinfo
                .as_ref()
                .map(|claims| claim::rows(claims, now)),
            signed_in: moment(grant.signed_in_at),
            refreshed: grant.refreshed_at.and_then(moment),
            expires: grant.expires_at.and_then(moment),
            scope: grant.scope.clone(),
            can_refresh: grant.refresh_token.is_some(),
        }
    }
}

/// The journal, ready to be told, or why it cannot be.
#[derive(Serialize)]
pub(crate) struct Story<'a> {
    chapters: Vec<Chapter<'a>>,
    lost: Option<Lost>,
}

#[derive(Serialize)]
struct Chapter<'a> {
    name: &'static str,
    steps: &'a [Step],
}

impl<'a> Story<'a> {
    pub(crate) fn new(journal: &'a Journal, lost: Option<Lost>) -> Self {
        let chapters = [
            ("sign_in", &journal.sign_in),
            ("refresh", &journal.refresh),
            ("sign_out", &journal.sign_out),
            ("api", &journal.api),
        ];
        let told = chapters.into_iter().filter(|(_, steps)| !steps.is_empty());
        let mut chapters: Vec<_> = told.map(|(name, steps)| Chapter { name, steps }).collect();
        // The API can be called before a refresh and after a sign-out.
        chapters.sort_by_key(|chapter| chapter.steps.first().map(|step| step.at));
        Self { chapters, lost }
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
                let text = String::from_utf8(file.data.into_owned())?;
                // Indentation is for those who read the templates; it would be sent with every page.
                let lines: Vec<_> = text.lines().map(str::trim_start).collect();
                sources.push((name.into_owned(), lines.join("\n")));
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

    pub(crate) fn render(
        &self,
        status: StatusCode,
        template: &str,
        page: &impl Serialize,
    ) -> Response {
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
