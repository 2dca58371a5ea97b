//! A sign-in under way, as the pages see it: found by `flow` in the address and by this browser's
//! cookie, never by one alone (T-51).

use std::sync::Arc;

use engine::{
    sign_in::{
        find::{self, Found},
        issue_code::SignedIn,
    },
    snapshot::clients::Registered,
};
use oidc_core::{
    account::{experience::Ways, identifier::IdentifierKind},
    authorize::request::AuthorizationRequest,
    console,
    id::ClientId,
    interaction::{Goal, Interaction, InteractionEvent, next_step::Step},
};
use store::CodeWithMail;

use crate::{
    app::App,
    extract::visit::Visit,
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

    /// By what people with an identifier of this kind sign in here. At the console by a code where they
    /// can: the roles of those who manage count where their address was proven, and never by a
    /// password alone.
    pub fn ways(&self, app: &App, kind: IdentifierKind) -> Ways {
        let ways = app.snapshot().policy.experience.ways(kind);
        if ways.code && console::is(&self.client.client) {
            return Ways {
                code: true,
                ..Ways::default()
            };
        }
        ways
    }

    /// Whether the first page asks for the password beside the identifier.
    pub fn asks_password_at_once(&self, app: &App) -> bool {
        let kinds = app.snapshot().policy.experience.sign_in_kinds();
        let mut kinds = kinds.into_iter().peekable();
        kinds.peek().is_some() && kinds.all(|kind| self.ways(app, kind).password_first)
    }

    /// The page on which somebody takes a step.
    pub fn page_of(&self, app: &App, step: &Step) -> String {
        page_of(app, &self.interaction, step)
    }

    /// The code page of what the person came to do.
    pub fn code_page(&self, app: &App) -> String {
        self.page(app, code_path(self.interaction.event))
    }
}

/// The page that asks with which account to go on.
pub const SELECT_ACCOUNT: &str = "/select-account";
/// The page that asks whether a client may have what it asks for.
pub const CONSENT: &str = "/consent";

/// The page that asks for a password.
pub const PASSWORD: &str = "/sign-in/password";

/// The page on which a new person chooses a password.
pub const NEW_PASSWORD: &str = "/continue/password";

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

/// The page of the offer to do `event`.
pub const fn offer_path(event: InteractionEvent) -> &'static str {
    match event {
        InteractionEvent::Register => "/sign-in/no-account",
        InteractionEvent::SignIn => "/register/account-exists",
    }
}

/// What may be done: `wanted` if the operator lets people in by it, else the other.
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
    app.snapshot().policy.experience.is_open(event)
}

/// Whether the operator lets people in by this event with a code that is mailed to them.
pub fn takes_codes(app: &App, event: InteractionEvent) -> bool {
    let experience = &app.snapshot().policy.experience;
    experience.allows_code(event, IdentifierKind::Email)
}

fn query(interaction: &Interaction) -> String {
    format!(
        "flow={}&app_id={}",
        interaction.id,
        interaction.goal.client_id()
    )
}

/// The page on which somebody takes a step; the one that asks who the person is, for a step that has
/// none of its own.
pub fn page_of(app: &App, interaction: &Interaction, step: &Step) -> String {
    let path = match step {
        Step::NoAccount => offer_path(InteractionEvent::Register),
        Step::AccountExists => offer_path(InteractionEvent::SignIn),
        Step::CreatePassword => NEW_PASSWORD,
        Step::SelectAccount => SELECT_ACCOUNT,
        Step::Consent(_) => CONSENT,
        Step::Identify | Step::Suspended | Step::Done | Step::Refuse(_) => {
            identifier_path(open_event(app, interaction.event))
        }
    };
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
    let browser = visit.browser(app);
    let found = find::find(app, browser.as_ref(), id).await?;
    Ok(read(app, visit, found))
}

/// The same with its code.
pub async fn find_with_code(
    app: &App,
    visit: &Visit,
    id: Option<&str>,
) -> Result<(Result<Flow, Stale>, Option<CodeWithMail>), Internal> {
    let browser = visit.browser(app);
    let (found, code) = find::find_with_code(app, browser.as_ref(), id).await?;
    Ok((read(app, visit, found), code))
}

/// The same with who is signed in.
pub async fn find_with_session(
    app: &App,
    visit: &Visit,
    id: &str,
) -> Result<(Result<Flow, Stale>, Option<SignedIn>), Internal> {
    let (browser, session) = (visit.browser(app), visit.session(app));
    let (found, signed_in) = find::find_with_session(app, browser.as_ref(), id, session).await?;
    Ok((read(app, visit, found), signed_in))
}

fn read(app: &App, visit: &Visit, found: Found) -> Result<Flow, Stale> {
    match found {
        Found::Live(interaction, client) => Ok(Flow {
            interaction: *interaction,
            client,
        }),
        Found::Stale(Some(client)) => Err(Stale(Some(client))),
        Found::Stale(None) => {
            let named = visit
                .params()
                .first("app_id")
                .and_then(|id| id.parse::<ClientId>().ok());
            Err(Stale(
                named.and_then(|id| app.snapshot().clients.get(&id).cloned()),
            ))
        }
    }
}
