//! A sign-in, as it was and as it ended.

use oidc_core::{
    event::{Event, EventContext, EventKind},
    id::{ClientId, InteractionId, UserId},
    interaction::{self, Interaction},
    secret::Digest,
    time::Timestamp,
};
use store::Mail;

use super::step::{self, Step, is_of_operator};

/// A sign-in.
#[derive(Debug)]
pub struct SignIn {
    /// Its id, which begins with the time at which it began.
    pub flow: InteractionId,
    /// What happened in it, oldest first.
    pub events: Vec<Event>,
    /// The mails written in it, oldest first.
    pub mails: Vec<Mail>,
    /// What is remembered of it, for about an hour.
    pub interaction: Option<Interaction>,
    /// The address that was mailed, where whoever asks knows it already.
    pub identifier: Option<String>,
}

/// How a sign-in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody is signed in.
    SignedIn,
    /// Somebody did not agree to what the application asked for.
    Declined,
    /// The last thing that happened is a refusal: of a limit, of the mail provider, of the account.
    Refused,
    /// It is under way.
    Waiting,
    /// It was over before anybody was signed in.
    Expired,
}

impl Outcome {
    /// As it is told.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signedIn",
            Self::Declined => "declined",
            Self::Refused => "refused",
            Self::Waiting => "waiting",
            Self::Expired => "expired",
        }
    }
}

impl SignIn {
    /// What the person has done, and what was done with them.
    fn own(&self) -> impl DoubleEndedIterator<Item = &Event> {
        let events = self.events.iter();
        events.filter(|event| !is_of_operator(event.kind))
    }

    /// Whether nothing at all is known of it.
    pub const fn is_unknown(&self) -> bool {
        self.events.is_empty() && self.mails.is_empty() && self.interaction.is_none()
    }

    /// For which application.
    pub fn client_id(&self) -> Option<&ClientId> {
        let told = self.own().find_map(|event| event.client_id.as_ref());
        told.or_else(|| {
            let interaction = self.interaction.as_ref()?;
            Some(interaction.goal.client_id())
        })
    }

    /// Who signed in; none as long as that is not proven.
    pub fn user_id(&self) -> Option<&UserId> {
        let told = self.own().rev().find_map(|event| event.user_id.as_ref());
        told.or_else(|| self.interaction.as_ref()?.user_id.as_ref())
    }

    /// Where the person is, and by what.
    pub fn context(&self) -> Option<&EventContext> {
        let mut contexts = self.own().map(|event| &event.context);
        contexts.find(|context| context.ip.is_some())
    }

    /// Whether a mail was written in it to the address of this digest.
    pub fn has_mailed(&self, digest: &Digest) -> bool {
        let mut to = self.mails.iter().filter_map(|mail| mail.recipient);
        to.any(|recipient| recipient == *digest)
    }

    /// How it ended, and when; no time while it is under way.
    pub fn outcome(&self, now: Timestamp) -> (Outcome, Option<Timestamp>) {
        let told = |kind| self.own().rev().find(|event| event.kind == kind);
        if let Some(declined) = told(EventKind::ConsentDeclined) {
            return (Outcome::Declined, Some(declined.at));
        }
        let returned = self.interaction.as_ref().and_then(|flow| flow.finished_at);
        let signed_in = told(EventKind::SessionStarted).map(|event| event.at);
        if let Some(at) = returned.or(signed_in) {
            return (Outcome::SignedIn, Some(at));
        }
        let steps = self.happened();
        let last = steps.iter().rfind(|step| self.concerns_the_end(step));
        if let Some(refused) = last.filter(|step| is_refusal(step)) {
            return (Outcome::Refused, Some(refused.at));
        }
        let end = self.flow.minted_at().plus(interaction::LIFETIME);
        if end.is_over(now) {
            (Outcome::Expired, Some(end))
        } else {
            (Outcome::Waiting, None)
        }
    }

    /// What becomes of a mail decides nothing once another was asked for, or its code or a password was
    /// accepted.
    fn concerns_the_end(&self, step: &Step) -> bool {
        let Some(of) = step.mail else {
            return true;
        };
        // Events are kept longer than mails.
        let (newest, since) = match self.mails.last() {
            Some(mail) => (mail.id, mail.created_at),
            None => (of, self.flow.minted_at()),
        };
        let mut accepted = self
            .own()
            .filter(|event| is_acceptance(event.kind.as_str()));
        of == newest && !accepted.any(|event| event.at >= since)
    }

    /// Everything that happened, in the order of time.
    pub fn steps(&self, now: Timestamp) -> Vec<Step> {
        let mut steps = self.happened();
        if let (Outcome::Expired, Some(at)) = self.outcome(now) {
            steps.push(Step::new(at, step::EXPIRED));
        }
        steps
    }

    /// The same without an end that nobody brought about.
    fn happened(&self) -> Vec<Step> {
        let mut steps = vec![Step::new(self.flow.minted_at(), step::BEGUN)];
        steps.extend(self.events.iter().map(Step::of_event));
        let ends = self.events.iter().filter(|event| ends_mail(event.kind));
        let ended = ends.filter_map(|event| Step::of_event(event).mail);
        let ended: Vec<_> = ended.collect();
        for mail in &self.mails {
            let mut of_mail = Step::of_mail(mail);
            // Its event says it too, and better.
            of_mail.retain(|step| step.kind != step::MAIL_REFUSED || !ended.contains(&mail.id));
            steps.append(&mut of_mail);
        }
        if let Some(at) = self.interaction.as_ref().and_then(|flow| flow.finished_at) {
            steps.push(Step::new(at, step::RETURNED));
        }
        steps.sort_by_key(|step| (step.at, step.rank()));
        steps
    }
}

/// Whether an event says that a mail was given up.
const fn ends_mail(kind: EventKind) -> bool {
    is_of_operator(kind) && !matches!(kind, EventKind::MailRetried)
}

fn is_refusal(step: &Step) -> bool {
    let suspended = || step.because.as_deref() == Some("suspended");
    step.kind == step::MAIL_REFUSED
        || step.kind == step::MAIL_BOUNCED
        || step.kind == EventKind::MailCancelled.as_str()
        || step.kind == EventKind::LimitReached.as_str()
        || is_acceptance(step.kind) && suspended()
}

fn is_acceptance(kind: &str) -> bool {
    kind == EventKind::CodeAccepted.as_str() || kind == EventKind::PasswordAccepted.as_str()
}
