//! Signing out at a client's request (`OpenID` Connect RP-Initiated Logout 1.0).
//!
//! A deliberate departure: `client_id` alone is enough, without an `id_token_hint`, when the client
//! is first-party and has a part in the session, because Logto's SDKs send nothing else (T-61).

use crate::{
    client::{self, Client},
    error::{ErrorCode, ProtocolError},
    id::{ClientId, Sid, UserId},
    id_token::HintClaims,
    params::{Params, ParamsError, encode},
    redirect_uri::printable,
    state::{self, InvalidState},
};

/// Why a sign-out request is refused; shown to the person, never redirected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EndSessionError {
    /// A parameter is repeated.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// The hint is no ID token of ours.
    #[error("the id_token_hint is not one of our ID tokens")]
    IdTokenHint,
    /// The hint was made for another client than `client_id`.
    #[error("the id_token_hint was made for another client than the one named")]
    TwoClients,
    /// No such client, or one that is switched off.
    #[error("the client is not registered or is disabled")]
    UnknownClient,
    /// The client did not register the address.
    #[error(
        "the post_logout_redirect_uri {:?} is not registered for this client",
        printable(requested)
    )]
    Mismatch {
        /// As requested, so that the operator can register it; cut to 512 characters.
        requested: String,
    },
    /// What goes back with the browser cannot be repeated.
    #[error(transparent)]
    State(#[from] InvalidState),
}

impl ProtocolError for EndSessionError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Params(_)
            | Self::IdTokenHint
            | Self::TwoClients
            | Self::Mismatch { .. }
            | Self::State(_) => ErrorCode::InvalidRequest,
            Self::UnknownClient => ErrorCode::InvalidClient,
        }
    }
}

/// A sign-out request, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndSession {
    /// Who asks.
    pub client_id: Option<ClientId>,
    /// Whether that client is the operator's own.
    pub first_party: bool,
    /// Whom a verified hint names.
    pub hinted_user: Option<UserId>,
    /// What that hint calls the session it was made in.
    pub hinted_sid: Option<Sid>,
    /// Where the browser goes afterwards: registered, and printed as a parsed URL.
    pub post_logout_redirect_uri: Option<String>,
    /// Returned with it.
    pub state: Option<String>,
}

/// Which client a request is about; its hint, if verified, must agree.
///
/// # Errors
/// [`EndSessionError`].
pub fn client_id(
    params: &Params,
    hint: Option<&HintClaims>,
) -> Result<Option<ClientId>, EndSessionError> {
    params.once_each(&[])?;
    if params.optional("id_token_hint")?.is_some() && hint.is_none() {
        return Err(EndSessionError::IdTokenHint);
    }
    let hinted = hint.map(|hint| &hint.aud);
    match (client::named(params)?, hinted) {
        (Some(named), Some(hinted)) if named != hinted.as_str() => Err(EndSessionError::TwoClients),
        (_, Some(hinted)) => Ok(Some(hinted.clone())),
        (Some(named), None) => named
            .parse()
            .map(Some)
            .map_err(|_| EndSessionError::UnknownClient),
        (None, None) => Ok(None),
    }
}

impl EndSession {
    /// Checks a request. `client` is the one that [`client_id`] named.
    ///
    /// # Errors
    /// [`EndSessionError`].
    pub fn check(
        params: &Params,
        client: Option<&Client>,
        hint: Option<&HintClaims>,
    ) -> Result<Self, EndSessionError> {
        let named = client_id(params, hint)?;
        let client = client.filter(|client| !client.disabled && Some(&client.id) == named.as_ref());
        if named.is_some() && client.is_none() {
            return Err(EndSessionError::UnknownClient);
        }
        Ok(Self {
            client_id: named,
            first_party: client.is_some_and(|client| !client.third_party),
            hinted_user: hint.map(|hint| hint.sub.clone()),
            hinted_sid: hint.and_then(|hint| hint.sid),
            post_logout_redirect_uri: return_address(params, client)?,
            state: state::of(params)?,
        })
    }

    /// Whether the person must be asked first. `session` is who is signed in, and whether the
    /// client has a part in that session; without one there is nothing to end and nothing to ask.
    pub fn needs_question(&self, session: Option<(&UserId, ClientPart)>) -> bool {
        let Some((user, part)) = session else {
            return false;
        };
        let is_own = self.first_party && part != ClientPart::None;
        match (&self.hinted_user, self.hinted_sid) {
            (None, _) => !is_own,
            (Some(hinted), _) if hinted != user => true,
            // §2: a hint about another session than the client has here is suspect. It takes nothing
            // from a client that needs none.
            (Some(_), Some(sid)) => part != ClientPart::Joined(sid) && !is_own,
            (Some(_), None) => false,
        }
    }

    /// Where the browser goes, with `state` when there is one.
    pub fn redirect(&self) -> Option<String> {
        let uri = self.post_logout_redirect_uri.as_ref()?;
        let Some(state) = &self.state else {
            return Some(uri.clone());
        };
        let mark = if uri.contains('?') { '&' } else { '?' };
        Some(format!("{uri}{mark}state={}", encode(state)))
    }
}

/// Whether a client took part in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientPart {
    /// It has a grant in it, and calls it so.
    Joined(Sid),
    /// It has not.
    None,
}

/// Without a client the address is ignored: there is nobody it could belong to.
fn return_address(
    params: &Params,
    client: Option<&Client>,
) -> Result<Option<String>, EndSessionError> {
    let (Some(requested), Some(client)) = (params.optional("post_logout_redirect_uri")?, client)
    else {
        return Ok(None);
    };
    let mut registered = client.post_logout_redirect_uris.iter();
    let target = registered.find_map(|own| own.matching(requested, client.kind));
    target.map(Some).ok_or_else(|| EndSessionError::Mismatch {
        requested: requested.chars().take(512).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{ClientKind, tests::client};

    fn shop() -> Client {
        let mut shop = client(ClientKind::Traditional, &["http://localhost:3000/callback"]);
        shop.post_logout_redirect_uris = vec!["http://localhost:3000".parse().unwrap()];
        shop
    }

    fn hint() -> HintClaims {
        HintClaims {
            sub: "ada".parse().unwrap(),
            aud: "demo-app".parse().unwrap(),
            sid: None,
        }
    }

    const HERE: Sid = Sid::from_bytes([1; 16]);
    const ELSEWHERE: Sid = Sid::from_bytes([2; 16]);

    fn check(query: &str, hint: Option<&HintClaims>) -> Result<EndSession, EndSessionError> {
        EndSession::check(&Params::parse(query).unwrap(), Some(&shop()), hint)
    }

    #[test]
    fn the_request_of_every_sdk_goes_back_to_the_normalised_address() {
        let query = "client_id=demo-app&post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A3000";
        let request = check(query, None).unwrap();
        assert_eq!(
            request.redirect().as_deref(),
            Some("http://localhost:3000/")
        );
        let request = check(&format!("{query}&state=a+b"), None).unwrap();
        assert_eq!(
            request.redirect().as_deref(),
            Some("http://localhost:3000/?state=a%20b")
        );
    }

    #[test]
    fn t_61_an_address_of_nobody_or_somebody_else_is_refused() {
        let query = "client_id=demo-app&post_logout_redirect_uri=http://localhost:3000/x";
        let error = check(query, None).unwrap_err();
        assert!(matches!(error, EndSessionError::Mismatch { .. }));
        assert_eq!(error.code().status(), 400);
    }

    #[test]
    fn t_61_without_hint_and_client_there_is_never_a_redirect_and_always_a_question() {
        let params = Params::parse("post_logout_redirect_uri=http://localhost:3000").unwrap();
        let request = EndSession::check(&params, None, None).unwrap();
        assert_eq!(request.redirect(), None);
        let user = "ada".parse().unwrap();
        assert!(request.needs_question(Some((&user, ClientPart::Joined(HERE)))));
        assert!(!request.needs_question(None));
    }

    #[test]
    fn t_61_a_first_party_client_of_this_session_or_a_hint_at_this_user_need_no_question() {
        let (ada, eve) = ("ada".parse().unwrap(), "eve".parse().unwrap());
        let named = check("client_id=demo-app", None).unwrap();
        assert!(!named.needs_question(Some((&ada, ClientPart::Joined(HERE)))));
        assert!(named.needs_question(Some((&ada, ClientPart::None))));
        let foreign = EndSession {
            first_party: false,
            ..named
        };
        assert!(foreign.needs_question(Some((&ada, ClientPart::Joined(HERE)))));
        let hinted = check("id_token_hint=x", Some(&hint())).unwrap();
        assert!(!hinted.needs_question(Some((&ada, ClientPart::None))));
        assert!(hinted.needs_question(Some((&eve, ClientPart::Joined(HERE)))));
    }

    #[test]
    fn t_61_a_hint_of_another_session_needs_a_question_unless_none_is_needed_without_it() {
        let (ada, eve) = ("ada".parse().unwrap(), "eve".parse().unwrap());
        let hint = HintClaims {
            sid: Some(ELSEWHERE),
            ..hint()
        };
        let own = check("id_token_hint=x", Some(&hint)).unwrap();
        let foreign = EndSession {
            first_party: false,
            ..own.clone()
        };
        for (part, own_asks, foreign_asks) in [
            (ClientPart::Joined(ELSEWHERE), false, false),
            (ClientPart::Joined(HERE), false, true),
            (ClientPart::None, true, true),
        ] {
            assert_eq!(own.needs_question(Some((&ada, part))), own_asks, "{part:?}");
            assert_eq!(foreign.needs_question(Some((&ada, part))), foreign_asks);
            assert!(own.needs_question(Some((&eve, part))));
        }
    }

    #[test]
    fn hint_and_client_must_agree_and_the_hint_must_be_ours() {
        let both = "id_token_hint=x&client_id=demo-app";
        assert!(check(both, Some(&hint())).is_ok());
        assert_eq!(check(both, None), Err(EndSessionError::IdTokenHint));
        let other = check("id_token_hint=x&client_id=other", Some(&hint()));
        assert_eq!(other, Err(EndSessionError::TwoClients));
    }

    #[test]
    fn an_unknown_or_disabled_client_is_refused() {
        for name in ["other", "no/body"] {
            let refused = check(&format!("client_id={name}"), None);
            assert_eq!(refused, Err(EndSessionError::UnknownClient));
        }
        let off = Client {
            disabled: true,
            ..shop()
        };
        let params = Params::parse("client_id=demo-app").unwrap();
        let refused = EndSession::check(&params, Some(&off), None);
        assert_eq!(refused, Err(EndSessionError::UnknownClient));
    }

    #[test]
    fn t_68_a_state_that_is_sent_back_has_a_length() {
        for (length, accepted) in [(state::MAX_LENGTH, true), (state::MAX_LENGTH + 1, false)] {
            let query = format!("client_id=demo-app&state={}", "x".repeat(length));
            assert_eq!(check(&query, None).is_ok(), accepted);
        }
    }

    #[test]
    fn t_06_a_repeated_parameter_is_refused() {
        assert!(matches!(
            check("client_id=demo-app&client_id=demo-app", None),
            Err(EndSessionError::Params(ParamsError::Repeated { .. }))
        ));
    }
}
