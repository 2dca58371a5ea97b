//! A return address that can only exist once verified (RFC 6749 §4.1.2, RFC 9207).
//!
//! Until there is a `Callback`, a failure is shown to the person and nobody is redirected (T-05);
//! once there is one, every failure goes to the client.

use crate::{
    authorize::answer::Answer,
    client::Client,
    error::{ErrorCode, ProtocolError},
    params::{Params, ParamsError},
    redirect_uri::{self, printable},
    response_mode::ResponseMode,
    state::{self, InvalidState},
};

/// Why there is no address to return to. Answered with a page, never with a redirect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallbackError {
    /// `client_id` or `redirect_uri` cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// No client of this name.
    #[error("no client {client_id:?} is registered")]
    UnknownClient {
        /// As requested.
        client_id: String,
    },
    /// The client is switched off.
    #[error("the client is disabled")]
    DisabledClient,
    /// None was sent, and the client has not exactly one registered.
    #[error("no redirect_uri was sent, and the client has not exactly one registered")]
    Missing,
    /// None of those registered.
    #[error(
        "the redirect_uri {:?} is not registered for this client",
        printable(requested)
    )]
    Mismatch {
        /// As requested, so that the operator can register it; cut to 512 characters.
        requested: String,
    },
    /// What the answer would have to repeat cannot be repeated.
    #[error(transparent)]
    State(#[from] InvalidState),
}

impl ProtocolError for CallbackError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::UnknownClient { .. } | Self::DisabledClient => ErrorCode::InvalidClient,
            Self::Params(_) | Self::Missing | Self::Mismatch { .. } | Self::State(_) => {
                ErrorCode::InvalidRequest
            }
        }
    }
}

/// Where the answer goes. Made by comparing with what a client has registered, and in no other way:
/// a request that was kept goes through [`Callback::again`] before it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    uri: String,
    given: bool,
    state: Option<String>,
    mode: ResponseMode,
}

impl Callback {
    /// Finds the address in a request.
    ///
    /// # Errors
    /// [`CallbackError`].
    pub fn resolve(params: &Params, client: &Client) -> Result<Self, CallbackError> {
        let requested = redirect_uri::requested(params)?;
        let uri = Self::address(requested, client)?;
        let state = state::of(params)?;
        let mode = mode_for(ResponseMode::of(params).ok(), client);
        let is_carried = |state: &String| state::fits_a_form(state);
        if mode == ResponseMode::FormPost && !state.as_ref().is_none_or(is_carried) {
            return Err(InvalidState::LineBreak.into());
        }
        Ok(Self {
            uri: uri.to_owned(),
            given: requested.is_some(),
            state,
            mode,
        })
    }

    /// The address that a request means: the one it names, or the only one that the client has.
    ///
    /// # Errors
    /// [`CallbackError::Missing`], [`CallbackError::DisabledClient`] and
    /// [`CallbackError::Mismatch`].
    pub fn address<'a>(
        requested: Option<&'a str>,
        client: &'a Client,
    ) -> Result<&'a str, CallbackError> {
        let only = match client.redirect_uris.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        let uri = requested.or(only).ok_or(CallbackError::Missing)?;
        Self::verified(uri, client)?;
        Ok(uri)
    }

    /// The address of a request that was kept.
    pub(super) fn kept(
        uri: &str,
        given: bool,
        state: Option<&str>,
        mode: ResponseMode,
        client: &Client,
    ) -> Result<Self, CallbackError> {
        Self::verified(uri, client)?;
        Ok(Self {
            uri: uri.to_owned(),
            given,
            state: state.map(str::to_owned),
            mode: mode_for(Some(mode), client),
        })
    }

    fn verified(uri: &str, client: &Client) -> Result<(), CallbackError> {
        if client.disabled {
            return Err(CallbackError::DisabledClient);
        }
        let mut registered = client.redirect_uris.iter();
        if registered.any(|own| own.matches(uri, client.kind)) {
            return Ok(());
        }
        Err(CallbackError::Mismatch {
            requested: uri.chars().take(512).collect(),
        })
    }

    /// The redirect URI itself.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Whether the request named it.
    pub const fn was_given(&self) -> bool {
        self.given
    }

    /// What the client wants echoed.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The answer with a code (RFC 6749 §4.1.2).
    pub fn success(&self, code: &str, issuer: &str) -> Answer {
        self.with(&[
            ("code", Some(code)),
            ("state", self.state()),
            ("iss", Some(issuer)),
        ])
    }

    /// The answer with an error (RFC 6749 §4.1.2.1).
    pub fn refuse(&self, error: &impl ProtocolError, issuer: &str) -> Answer {
        let code = error.code();
        self.with(&[
            ("error", Some(code.as_str())),
            ("error_description", Some(code.description())),
            ("state", self.state()),
            ("iss", Some(issuer)),
        ])
    }

    fn with(&self, members: &[(&'static str, Option<&str>)]) -> Answer {
        Answer::new(&self.uri, self.mode, members)
    }
}

/// How the client is answered: in the mode it asked for, if it may have its answers so. That it may
/// not, and that it asked for none there is, it is told in the query.
fn mode_for(asked: Option<ResponseMode>, client: &Client) -> ResponseMode {
    asked
        .filter(|mode| client.allows_response_mode(*mode))
        .unwrap_or(ResponseMode::Query)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{ClientKind, tests::client};

    const ISSUER: &str = "https://id.example/oidc";

    /// Where a redirect leads.
    fn to(answer: Answer) -> String {
        match answer {
            Answer::Redirect(uri) => uri,
            Answer::FormPost(form) => panic!("{form:?}"),
        }
    }

    fn resolve(query: &str, uris: &[&str]) -> Result<Callback, CallbackError> {
        let native = client(ClientKind::Native, uris);
        Callback::resolve(&Params::parse(query).unwrap(), &native)
    }

    #[test]
    fn t_05_an_address_that_is_not_registered_does_not_become_a_callback() {
        let uris = ["https://rp.example/cb"];
        let error = resolve("redirect_uri=https://evil.example/cb", &uris).unwrap_err();
        assert!(error.to_string().contains("https://evil.example/cb"));
        assert_eq!(error.code(), ErrorCode::InvalidRequest);
        assert!(resolve("redirect_uri=https://rp.example/cb", &uris).is_ok());
    }

    #[test]
    fn the_only_registered_uri_may_be_left_out_and_one_of_two_may_not() {
        let callback = resolve("", &["https://rp.example/cb"]).unwrap();
        assert_eq!(callback.uri(), "https://rp.example/cb");
        assert!(!callback.was_given());
        let two = ["https://rp.example/a", "https://rp.example/b"];
        assert_eq!(resolve("", &two), Err(CallbackError::Missing));
        assert_eq!(resolve("redirect_uri=", &[]), Err(CallbackError::Missing));
    }

    #[test]
    fn the_address_alone_is_found_as_in_a_request() {
        let uris = ["https://rp.example/a", "https://rp.example/b"];
        let native = client(ClientKind::Native, &uris);
        let of = |requested| Callback::address(requested, &native);
        assert_eq!(of(Some(uris[1])), Ok(uris[1]));
        assert_eq!(of(None), Err(CallbackError::Missing));
        let requested = "https://rp.example/a/".to_owned();
        let mismatch = CallbackError::Mismatch {
            requested: requested.clone(),
        };
        assert_eq!(of(Some(&requested)), Err(mismatch));
    }

    #[test]
    fn t_06_two_redirect_uris_are_refused_without_a_redirect() {
        let query = "redirect_uri=https://rp.example/cb&redirect_uri=https://evil.example";
        let error = resolve(query, &["https://rp.example/cb"]).unwrap_err();
        assert!(matches!(
            error,
            CallbackError::Params(ParamsError::Repeated { .. })
        ));
    }

    #[test]
    fn a_disabled_client_has_no_callback() {
        let mut off = client(ClientKind::Spa, &["https://rp.example/cb"]);
        off.disabled = true;
        let resolved = Callback::resolve(&Params::default(), &off);
        assert_eq!(resolved, Err(CallbackError::DisabledClient));
    }

    #[test]
    fn a_state_that_cannot_be_sent_back_leaves_no_callback() {
        let uris = ["https://rp.example/cb"];
        for (length, possible) in [(state::MAX_LENGTH, true), (state::MAX_LENGTH + 1, false)] {
            let resolved = resolve(&format!("state={}", "x".repeat(length)), &uris);
            assert_eq!(resolved.is_ok(), possible);
        }
        let twice = resolve("state=a&state=a", &uris);
        assert!(matches!(twice, Err(CallbackError::State(_))));
    }

    #[test]
    fn t_09_a_state_that_a_form_would_change_leaves_no_callback() {
        let uris = ["https://rp.example/cb"];
        for (state, is_kept) in [
            ("a%0Ab", false),
            ("a%0D", false),
            ("%0D%0A", false),
            ("a%09b", true),
        ] {
            for (mode, as_form) in [("form_post", true), ("query", false), ("fragment", false)] {
                let resolved = resolve(&format!("state={state}&response_mode={mode}"), &uris);
                assert_eq!(resolved.is_ok(), is_kept || !as_form, "{state} {mode}");
            }
        }
    }

    #[test]
    fn t_09_state_and_issuer_come_back_byte_for_byte() {
        let query = "state=%22%3E%3Cscript%3E+%2B%26%3D%C3%A9%25%0D%0A";
        let callback = resolve(query, &["https://rp.example/cb"]).unwrap();
        let expected = "https://rp.example/cb?code=c0de\
            &state=%22%3E%3Cscript%3E%20%2B%26%3D%C3%A9%25%0D%0A\
            &iss=https%3A%2F%2Fid.example%2Foidc";
        assert_eq!(to(callback.success("c0de", ISSUER)), expected);
        let refused = to(callback.refuse(&CallbackError::Missing, ISSUER));
        assert!(refused.contains("error=invalid_request&error_description=a%20parameter"));
        assert!(refused.ends_with(expected.split_once("c0de").unwrap().1));
    }

    #[test]
    fn a_query_and_a_custom_scheme_are_kept() {
        for (uri, answer) in [
            (
                "https://rp.example/cb?t=1",
                "https://rp.example/cb?t=1&code=c&iss=i",
            ),
            (
                "https://rp.example/cb?",
                "https://rp.example/cb?code=c&iss=i",
            ),
            ("https://rp.example", "https://rp.example?code=c&iss=i"),
            (
                "io.logto.app://callback",
                "io.logto.app://callback?code=c&iss=i",
            ),
            (
                "http://127.0.0.1:4711/cb",
                "http://127.0.0.1:4711/cb?code=c&iss=i",
            ),
        ] {
            assert_eq!(to(resolve("", &[uri]).unwrap().success("c", "i")), answer);
        }
    }

    #[test]
    fn t_04_the_port_a_native_client_asked_for_is_where_it_is_sent() {
        let callback = resolve(
            "redirect_uri=http://127.0.0.1:49152/cb",
            &["http://127.0.0.1/cb"],
        )
        .unwrap();
        assert_eq!(
            to(callback.success("c", "i")),
            "http://127.0.0.1:49152/cb?code=c&iss=i"
        );
    }

    #[test]
    fn t_08_a_mode_that_is_unknown_or_not_the_clients_is_told_in_the_query() {
        let mut native = client(ClientKind::Native, &["https://rp.example/cb"]);
        let mode = |query: &str, client: &Client| {
            let params = Params::parse(query).unwrap();
            Callback::resolve(&params, client).unwrap().mode
        };
        let form = "response_mode=form_post";
        assert_eq!(mode(form, &native), ResponseMode::FormPost);
        native.response_modes = Some([ResponseMode::Fragment].into());
        for (query, expected) in [
            ("response_mode=fragment", ResponseMode::Fragment),
            (form, ResponseMode::Query),
            ("response_mode=web_message", ResponseMode::Query),
            (
                "response_mode=fragment&response_mode=fragment",
                ResponseMode::Query,
            ),
            ("", ResponseMode::Query),
        ] {
            assert_eq!(mode(query, &native), expected, "{query}");
        }
    }
}
