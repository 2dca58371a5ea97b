//! What an operator finds by the reference on an error page.

use axum::http::StatusCode;
use oidc_core::{
    event::{Event, EventKind},
    id::{ClientId, EventId},
};

use crate::{app::App, extract::visit::Visit};

/// An error page, as it is written down.
pub struct ShownError<'a> {
    /// What the person was told.
    pub error: &'a str,
    /// The status of the answer.
    pub status: StatusCode,
    /// Which application asked, where that is known.
    pub client: Option<&'a ClientId>,
    /// Why, for whoever mends it.
    pub cause: Option<String>,
}

impl ShownError<'_> {
    /// Has it written down, unless there are too many.
    pub fn note(self, app: &App, visit: &Visit) {
        let now = app.clock.now();
        let id = EventId::mint(now, &mut app.entropy.rng());
        let facts = [
            ("error", Some(self.error.into())),
            ("status", Some(self.status.as_u16().into())),
            ("cause", self.cause.map(Into::into)),
        ];
        let facts = facts.into_iter();
        let facts = facts.filter_map(|(name, value)| Some((name.to_owned(), value?)));
        let event = Event {
            client_id: self.client.cloned(),
            data: facts.collect(),
            ..Event::new(id, EventKind::PageRefused, now, visit.context(None))
        };
        app.error_pages.note(visit.ip, event);
    }
}
