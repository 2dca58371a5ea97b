//! Sign-ins as they are shown.

use engine::{
    mail::outbox::Mail,
    timeline::{sign_in::SignIn, step::Step},
};
use oidc_core::time::{Lifetime, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{language::Language, mail::delivery::MailDelivery};

/// A sign-in, of whose steps this much is told. Objects are closed in the description of the API, so
/// that one cannot be made of another and more.
macro_rules! sign_in {
    ($(#[$doc:meta])* $name:ident as $schema:ident, $(#[$about:meta])* $steps:ty, $tell:expr) => {
        $(#[$doc])*
        #[derive(Debug, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase")]
        #[schema(as = $schema)]
        pub(super) struct $name {
            /// Its id, as it stands in the addresses of its pages.
            flow: String,
            /// The application that it is for.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            application_id: Option<String>,
            /// When it began, in milliseconds since 1970.
            started_at: i64,
            /// When it ended; absent while it is under way.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            ended_at: Option<i64>,
            /// `signedIn`, `declined`, `refused`, `waiting` or `expired`.
            #[schema(value_type = String)]
            outcome: &'static str,
            /// Who was proven.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            user_id: Option<String>,
            /// The address that was mailed: where it was asked for, or is that of the person who was asked for
            /// or proven.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            identifier: Option<String>,
            /// The network of the browser.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            ip: Option<String>,
            /// What the browser calls itself.
            #[serde(skip_serializing_if = "Option::is_none")]
            #[schema(nullable = false)]
            user_agent: Option<String>,
            /// Its mails, oldest first.
            mails: Vec<MailState>,
            $(#[$about])*
            steps: $steps,
        }

        impl $name {
            /// As it is at this moment, in this language.
            pub(super) fn told(sign_in: &SignIn, now: Timestamp, language: Language) -> Self {
                let (outcome, ended_at) = sign_in.outcome(now);
                let context = sign_in.context();
                let agent = context.and_then(|context| context.agent.as_ref());
                Self {
                    flow: sign_in.flow.to_string(),
                    application_id: sign_in.client_id().map(ToString::to_string),
                    started_at: sign_in.flow.minted_at().as_millis(),
                    ended_at: ended_at.map(Timestamp::as_millis),
                    outcome: outcome.as_str(),
                    user_id: sign_in.user_id().map(ToString::to_string),
                    identifier: sign_in.identifier.clone(),
                    ip: context.and_then(|context| context.ip.clone()),
                    user_agent: agent.map(|agent| agent.as_str().to_owned()),
                    mails: sign_in.mails.iter().map(MailState::from).collect(),
                    steps: $tell(sign_in.steps(now), language),
                }
            }
        }
    };
}

sign_in! {
    /// A sign-in in a list.
    ListedSignIn as ListedSignIn,
    /// How many steps it has.
    usize, |steps: Vec<Step>, _| steps.len()
}

sign_in! {
    /// A sign-in with everything that happened in it.
    SignInTimeline as SignInTimeline,
    /// What happened, in the order of time.
    Vec<StepBody>, |steps: Vec<Step>, language| {
        let told = |step| StepBody::told(step, language);
        steps.into_iter().map(told).collect()
    }
}

/// What became of a mail.
#[derive(Debug, Serialize, ToSchema)]
struct MailState {
    /// Its id.
    id: String,
    /// `waiting`, `sent`, `dead` or `expired`.
    #[schema(value_type = String)]
    state: &'static str,
    /// What its provider reported of it since it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    delivery: Option<MailDelivery>,
}

/// One thing that happened in a sign-in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SignInStep)]
struct StepBody {
    /// When, in milliseconds since 1970.
    at: i64,
    /// What: the kind of an event; or `sign_in.begun`, `sign_in.returned`, `sign_in.expired`,
    /// `mail.queued`, `mail.sent`, `mail.delivered`, `mail.delayed`, `mail.bounced`, `mail.refused` or
    /// `mail.expired`.
    #[schema(value_type = String)]
    kind: &'static str,
    /// Why, or to what end: of a mail, in the words of its provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    because: Option<String>,
    /// Who did it, if it was not the person who signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    by: Option<String>,
    /// Which mail it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    mail_id: Option<String>,
    /// Which kind of connector had the mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    connector: Option<String>,
    /// How long the provider took, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    took: Option<i64>,
    /// How often the mail was tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    attempts: Option<u32>,
    /// When the mail is tried again.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_attempt_at: Option<i64>,
    /// How many tries the code has left.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tries_left: Option<u64>,
}

impl From<&Mail> for MailState {
    fn from(mail: &Mail) -> Self {
        Self {
            id: mail.id.to_string(),
            state: mail.state.as_str(),
            delivery: MailDelivery::of(mail),
        }
    }
}

impl StepBody {
    /// In this language.
    fn told(step: Step, language: Language) -> Self {
        Self {
            at: step.at.as_millis(),
            kind: step.kind,
            because: step.because.map(|why| language.say(&why)),
            by: step.by.map(|by| by.to_string()),
            mail_id: step.mail.map(|id| id.to_string()),
            connector: step.connector,
            took: step.took.map(Lifetime::as_millis),
            attempts: step.attempts,
            next_attempt_at: step.next_attempt_at.map(Timestamp::as_millis),
            tries_left: step.tries_left,
        }
    }
}
