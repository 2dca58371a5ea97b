//! An event as Signet keeps it.

use oidc_core::{
    actor::Actor,
    event::{Event, Outcome},
    id::EventId,
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::free::Free;

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ActorKind {
    /// A person.
    User,
    /// An application, by a call of its own.
    Application,
    /// Signet itself, or whoever runs commands on its host.
    System,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventActor)]
struct ActorBody {
    /// What they are.
    kind: ActorKind,
    /// The id of the account or application; none of Signet itself.
    #[schema(required)]
    id: Option<String>,
}

/// Whether what was tried was done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum EventResult {
    Success,
    Error,
}

/// Something that happened.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Event)]
pub(super) struct EventBody {
    /// Its id, ordered by time.
    id: String,
    /// What kind of thing: the noun, and what happened to it.
    #[schema(value_type = String)]
    kind: &'static str,
    /// When, in milliseconds since 1970.
    at: i64,
    /// Whether what was tried was done.
    result: EventResult,
    /// Who did it; none when that was not proven.
    #[schema(required)]
    actor: Option<ActorBody>,
    /// Whom it is about.
    #[schema(required)]
    user_id: Option<String>,
    /// Which application was involved.
    #[schema(required)]
    application_id: Option<String>,
    /// From which network: an IPv4 address, or the /64 of an IPv6 address.
    #[schema(required)]
    ip: Option<String>,
    /// What the other side calls itself.
    #[schema(required)]
    user_agent: Option<String>,
    /// The reference of the request, as on error pages and in the log.
    #[schema(required)]
    request_id: Option<String>,
    /// In which sign-in.
    #[schema(required)]
    flow: Option<String>,
    /// What else is known; it depends on the kind.
    data: Free,
}

/// Some of what happened, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Events {
    /// The events.
    events: Vec<EventBody>,
    /// What to pass as `after` for those that follow; none when there are no more.
    #[schema(required)]
    next: Option<String>,
}

impl From<Actor> for ActorBody {
    fn from(actor: Actor) -> Self {
        let (kind, id) = match actor {
            Actor::User(id) => (ActorKind::User, Some(id.into())),
            Actor::Client(id) => (ActorKind::Application, Some(id.into())),
            Actor::System => (ActorKind::System, None),
        };
        Self { kind, id }
    }
}

impl From<Event> for EventBody {
    fn from(event: Event) -> Self {
        let context = event.context;
        Self {
            id: event.id.to_string(),
            kind: event.kind.as_str(),
            at: event.at.as_millis(),
            result: match event.kind.outcome() {
                Outcome::Success => EventResult::Success,
                Outcome::Failure => EventResult::Error,
            },
            actor: event.actor.map(ActorBody::from),
            user_id: event.user_id.map(String::from),
            application_id: event.client_id.map(String::from),
            ip: context.ip,
            user_agent: context.agent.map(|agent| agent.as_str().to_owned()),
            request_id: context.request_id,
            flow: context.flow.map(|flow| flow.to_string()),
            data: Free(event.data),
        }
    }
}

impl Events {
    /// These, and after which one the next begin.
    pub(super) fn new(events: Vec<Event>, next: Option<EventId>) -> Self {
        Self {
            events: events.into_iter().map(EventBody::from).collect(),
            next: next.map(|id| id.to_string()),
        }
    }
}
