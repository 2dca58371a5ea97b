//! A sign-in under way, as the pages see it: found by `flow` in the address and by this browser's
//! cookie, never by one alone (T-51).

use std::sync::Arc;

use oidc_core::{
    account::identifier::IdentifierKind,
    authorize::request::AuthorizationRequest,
    id::{ClientId, InteractionId},
    interaction::{Goal, Interaction, InteractionEvent},
};

use crate::{
    app::{App, Registered},
    extract::visit::{BrowserKey, Visit},
    respond::{internal::Internal, page::Shell},
};

/// A live flow of this browser.
#[derive(Clone)]
pub struct Flow {
    /// What is remembered of it.
    pub interaction: Interaction,
    /// Whose sign-in it is.
    pub client: Arc<Registered>,
}

impl Flow {
    /// What surrounds its pages.
    pub fn shell(&self) -> Shell<'_> {
        Shell {
            application: Some(&self.client.client.name),
            ui_locales: self.interaction.goal.ui_locales(),
            flow: Some(self.interaction.id),
        }
    }

    /// The address of one of its pages.
    pub fn page(&self, app: &App, path: &str) -> String {
        format!("{}?{}", app.urls.path(path), self.query())
    }

    /// The query every one of its pages carries.
    pub fn query(&self) -> String {
        query(&self.interaction)
    }

    /// The address that asks for the next step.
    pub fn resume(&self, app: &App) -> String {
        app.urls
            .path(&format!("/oidc/auth/{}", self.interaction.id))
    }

    /// The client's request.
    pub fn request(&self) -> &AuthorizationRequest {
        match &self.interaction.goal {
            Goal::Authorize(request) => request,
        }
    }

    /// The page that asks who the person is.
    pub fn first_page(&self, app: &App) -> String {
        first_page(app, &self.interaction)
    }

    /// The code page of what the person came to do.
    pub fn code_page(&self, app: &App) -> String {
        self.page(app, code_path(self.interaction.event))
    }
}

/// The page that asks for an identifier.
pub const fn identifier_path(event: InteractionEvent) -> &'static str {
    match event {
        InteractionEvent::SignIn => "/sign-in",
        InteractionEvent::Register => "/register",
    }
}

/// The code page.
pub const fn code_path(event: InteractionEvent) -> &'static str {
    match event {
        InteractionEvent::SignIn => "/sign-in/verification-code",
        InteractionEvent::Register => "/register/verification-code",
    }
}

/// What may be done by an identifier of the kind the pages ask for: `wanted` if the operator
/// allows it, else the other.
pub fn open_event(app: &App, wanted: InteractionEvent) -> InteractionEvent {
    let other = wanted.other();
    if !is_open(app, wanted) && is_open(app, other) {
        other
    } else {
        wanted
    }
}

/// Whether the operator lets people in by this event.
pub fn is_open(app: &App, event: InteractionEvent) -> bool {
    let experience = &app.snapshot().experience;
    experience.allows_code(event, IdentifierKind::Email)
}

fn query(interaction: &Interaction) -> String {
    format!(
        "flow={}&app_id={}",
        interaction.id,
        interaction.goal.client_id()
    )
}

/// The page a sign-in begins with.
pub fn first_page(app: &App, interaction: &Interaction) -> String {
    let path = identifier_path(open_event(app, interaction.event));
    format!("{}?{}", app.urls.path(path), query(interaction))
}

/// No live flow of this browser; with the client it names, if any, to start anew there.
#[derive(Debug)]
pub struct Stale(pub Option<Arc<Registered>>);

/// Finds the flow with this id if it is this browser's, lives and is unfinished; without an id,
/// the newest one.
pub async fn find(
    app: &App,
    visit: &Visit,
    id: Option<&str>,
) -> Result<Result<Flow, Stale>, Internal> {
    let named = visit
        .params()
        .first("app_id")
        .and_then(|id| id.parse::<ClientId>().ok());
    let named = named.and_then(|id| app.snapshot().clients.get(&id).cloned());
    let browser = visit.browser(app);
    let found = match (id, &browser) {
        (Some(id), _) => by_id(app, id).await?,
        (None, Some(browser)) => newest(app, browser).await?,
        (None, None) => None,
    };
    let Some(interaction) = found else {
        return Ok(Err(Stale(named)));
    };
    let own = browser.is_some_and(|browser| browser.digest() == interaction.browser);
    let live = own && interaction.is_live(app.clock.now());
    Ok(match client_of(app, &interaction) {
        Some(client) if live => Ok(Flow {
            interaction,
            client,
        }),
        // Whichever browser asks, whose flow it was is enough for a way back, and no more.
        client => Err(Stale(client.or(named))),
    })
}

/// What is left of a flow, whichever browser asks.
pub struct Remains {
    /// Whose it is, for a way back.
    pub client: Option<Arc<Registered>>,
    /// Whether it is finished or has expired.
    pub is_over: bool,
}

/// Looks at a flow whose form cannot be trusted.
pub async fn remains(app: &App, id: &str) -> Result<Option<Remains>, Internal> {
    let found = by_id(app, id).await?;
    Ok(found.map(|found| Remains {
        client: client_of(app, &found),
        is_over: !found.is_live(app.clock.now()),
    }))
}

fn client_of(app: &App, interaction: &Interaction) -> Option<Arc<Registered>> {
    let client = app
        .snapshot()
        .clients
        .get(interaction.goal.client_id())
        .cloned();
    client.filter(|client| !client.client.disabled)
}

async fn by_id(app: &App, id: &str) -> Result<Option<Interaction>, Internal> {
    let Ok(id) = id.parse::<InteractionId>() else {
        return Ok(None);
    };
    Ok(app
        .store
        .read(|mut tx| async move { tx.interactions().find(&id).await })
        .await?)
}

async fn newest(app: &App, browser: &BrowserKey) -> Result<Option<Interaction>, Internal> {
    let (digest, now) = (browser.digest(), app.clock.now());
    let newest = app
        .store
        .read(|mut tx| async move { tx.interactions().newest_of_browser(&digest, now).await })
        .await;
    Ok(newest?)
}
