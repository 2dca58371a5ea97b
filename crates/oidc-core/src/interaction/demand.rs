//! What is wanted of a sign-in, whoever wants it.

use crate::{
    authorize::request::AuthorizationRequest,
    client::{Client, ClientKind},
    consent::Consent,
    id::UserId,
    prompt::Prompt,
    time::Lifetime,
};

/// What is wanted of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// A session that exists is not enough (`prompt=login`).
    pub again: bool,
    /// Somebody signed in says with which account to go on (`prompt=select_account`).
    pub choose: bool,
    /// How old the proof may be (`max_age`).
    pub max_age: Option<Lifetime>,
    /// Nobody else may answer (`id_token_hint`).
    pub user: Option<UserId>,
    /// Nothing may be shown (`prompt=none`).
    pub silent: bool,
    /// Whether the user must agree to what the client gets.
    pub consent: ConsentRule,
}

/// Whether the user must agree to what the client gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentRule {
    /// The client is the operator's own: what it gets is the operator's to decide.
    FirstParty,
    /// To what the user has not agreed to before.
    UnlessRemembered(Consent),
    /// To all of it, whatever is remembered.
    EachTime(Consent),
}

impl Demand {
    /// What a client's request wants (OpenID Connect Core §3.1.2.1).
    pub fn of(request: &AuthorizationRequest, client: &Client) -> Self {
        Self {
            again: request.prompt.contains(Prompt::Login),
            choose: request.prompt.contains(Prompt::SelectAccount),
            max_age: request.max_age,
            user: request.hinted_user.clone(),
            silent: request.prompt.contains(Prompt::None),
            consent: ConsentRule::of(request, client),
        }
    }

    /// What a request wants that asks for nothing in particular beside `requested`, which concerns
    /// clients of other people alone.
    pub fn usual(client: Option<&Client>, requested: Consent) -> Self {
        Self {
            again: false,
            choose: false,
            max_age: None,
            user: None,
            silent: false,
            consent: client.map_or(ConsentRule::FirstParty, |client| {
                ConsentRule::usual(client, requested)
            }),
        }
    }
}

impl ConsentRule {
    fn of(request: &AuthorizationRequest, client: &Client) -> Self {
        if !client.third_party {
            return Self::FirstParty;
        }
        let requested = request.consent_for(client);
        if request.prompt.contains(Prompt::Consent) {
            return Self::EachTime(requested);
        }
        Self::usual(client, requested)
    }

    /// An installed application cannot prove which one it is: any other may have claimed its scheme
    /// or listen on this device. So its user is asked each time (RFC 8252 §8.6).
    fn usual(client: &Client, requested: Consent) -> Self {
        if !client.third_party {
            return Self::FirstParty;
        }
        if client.kind == ClientKind::Native {
            Self::EachTime(requested)
        } else {
            Self::UnlessRemembered(requested)
        }
    }

    /// What the user is asked for, with what is remembered; none when there is nothing to ask.
    /// Whoever never agreed to anything is asked even for nothing in particular.
    pub fn asks(&self, remembered: Option<&Consent>) -> Option<Consent> {
        match (self, remembered) {
            (Self::FirstParty, _) => None,
            (Self::UnlessRemembered(requested), Some(remembered)) => {
                Some(remembered.missing(requested)).filter(|missing| !missing.is_empty())
            }
            (Self::UnlessRemembered(requested), None) | (Self::EachTime(requested), _) => {
                Some(requested.clone())
            }
        }
    }

    /// What the user has agreed to in all, once a page has `shown` this and been answered. None: a
    /// page must show more than that.
    pub fn settled(
        &self,
        remembered: Option<&Consent>,
        shown: Option<&Consent>,
    ) -> Option<Settled> {
        let requested = match self {
            Self::FirstParty => return None,
            Self::UnlessRemembered(requested) | Self::EachTime(requested) => requested,
        };
        if let Some(asked) = self.asks(remembered)
            && !shown.is_some_and(|shown| shown.missing(&asked).is_empty())
        {
            return None;
        }
        let said = shown.map(|shown| shown.granted(requested));
        let remembered = remembered.cloned().unwrap_or_default();
        let all = remembered.merged(&said.unwrap_or_default());
        Some(Settled {
            granted: all.granted(requested),
            all,
        })
    }
}

/// A consent that was given, or stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What the client gets for its request.
    pub granted: Consent,
    /// What is to be remembered.
    pub all: Consent,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(scope: &str) -> Consent {
        Consent::to(scope.parse().unwrap())
    }

    fn settled(
        rule: &ConsentRule,
        remembered: &str,
        shown: Option<&str>,
    ) -> Option<(String, String)> {
        let settled = rule.settled(Some(&to(remembered)), shown.map(to).as_ref())?;
        let of = |consent: &Consent| consent.scope.to_string();
        Some((of(&settled.granted), of(&settled.all)))
    }

    #[test]
    fn what_is_granted_is_what_was_shown_or_is_remembered_and_no_more_than_was_requested() {
        let rule = ConsentRule::UnlessRemembered(to("openid email"));
        let both = |granted: &str, all: &str| Some((granted.to_owned(), all.to_owned()));
        for (remembered, shown, settles) in [
            ("openid email", None, both("openid email", "openid email")),
            ("openid", None, None),
            ("openid", Some("profile"), None),
            (
                "openid",
                Some("email"),
                both("openid email", "openid email"),
            ),
            (
                "",
                Some("openid email"),
                both("openid email", "openid email"),
            ),
            (
                "profile",
                Some("openid email address"),
                both("openid email", "profile openid email"),
            ),
        ] {
            assert_eq!(settled(&rule, remembered, shown), settles, "{shown:?}");
        }
    }

    #[test]
    fn a_usual_request_asks_users_of_other_peoples_clients_alone() {
        let rule = |kind, third_party| {
            let client = Client {
                third_party,
                ..crate::client::tests::client(kind, &[])
            };
            Demand::usual(Some(&client), to("openid")).consent
        };
        let first = ConsentRule::FirstParty;
        assert_eq!(Demand::usual(None, to("openid")).consent, first);
        assert_eq!(rule(ClientKind::Native, false), first);
        let remembered = ConsentRule::UnlessRemembered(to("openid"));
        assert_eq!(rule(ClientKind::Traditional, true), remembered);
        let each_time = ConsentRule::EachTime(to("openid"));
        assert_eq!(rule(ClientKind::Native, true), each_time);
    }

    #[test]
    fn what_is_asked_each_time_is_never_settled_by_what_is_remembered() {
        let rule = ConsentRule::EachTime(to("openid email"));
        assert_eq!(settled(&rule, "openid email", None), None);
        assert_eq!(settled(&rule, "openid email", Some("email")), None);
        assert!(settled(&rule, "", Some("openid email")).is_some());
        assert_eq!(settled(&ConsentRule::FirstParty, "", Some("")), None);
    }
}
