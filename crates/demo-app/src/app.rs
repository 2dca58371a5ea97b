//! The shop's parts, put together once and shared by all requests.

use std::sync::Arc;

use anyhow::Context;
use axum::{
    extract::FromRef,
    response::{IntoResponse, Response},
};
use serde_json::Value;

use crate::{
    config::Config,
    ended::Ended,
    jar::{Jar, Seal},
    journal::Journal,
    journals::{Journals, Lost},
    page::{Pages, Stopped, Story},
    provider::Provider,
    session::{self, Session},
    trouble::Trouble,
};

#[derive(Clone)]
pub(crate) struct App {
    pub(crate) provider: Arc<Provider>,
    pub(crate) pages: Arc<Pages>,
    pub(crate) ended: Arc<Ended>,
    seal: Seal,
    journals: Arc<Journals>,
}

impl App {
    pub(crate) fn new(config: &Config) -> anyhow::Result<Self> {
        Ok(Self {
            provider: Provider::new(config)?.into(),
            pages: Pages::new().context("the pages of the Bookstore")?.into(),
            ended: Arc::default(),
            seal: Seal::new(config)?,
            journals: Journals::new().into(),
        })
    }

    /// Who is signed in, unless the provider has ended that session.
    pub(crate) fn session(&self, jar: &Jar) -> Option<Session> {
        let session = Session::read(jar)?;
        let sid = session.claims.get("sid").and_then(Value::as_str);
        let ended = sid.is_some_and(|sid| self.ended.contains(sid));
        (!ended).then_some(session)
    }

    /// What happened to this visitor; nothing, if there is nothing to tell.
    pub(crate) fn journal(&self, jar: &Jar, now: i64) -> Result<Journal, Lost> {
        match session::journal(jar) {
            Some(id) => self.journals.find(&id, now),
            None => Ok(Journal::default()),
        }
    }

    /// Keeps a journal in the place of the one that the visitor had.
    pub(crate) fn keep(&self, jar: Jar, journal: Journal, now: i64) -> Jar {
        let id = session::journal(&jar);
        session::remember(jar, self.journals.keep(id, journal, now))
    }

    /// The page that says what went wrong and how to go on.
    pub(crate) fn stopped(&self, jar: Jar, journal: &Journal, trouble: &Trouble) -> Response {
        tracing::info!(trouble = trouble.name(), "a visitor was stopped");
        let page = Stopped {
            name: trouble.name(),
            code: trouble.code().unwrap_or_default(),
            detail: trouble.detail(),
            story: Story::new(journal, None),
            issuer: self.provider.issuer.as_str(),
        };
        let page = self.pages.render(trouble.status(), "trouble.html", &page);
        (jar, page).into_response()
    }

    /// The same, before there is a step to tell of.
    pub(crate) fn stopped_early(&self, jar: Jar, trouble: &Trouble) -> Response {
        self.stopped(jar, &Journal::default(), trouble)
    }
}

impl FromRef<App> for Seal {
    fn from_ref(app: &App) -> Self {
        app.seal.clone()
    }
}
