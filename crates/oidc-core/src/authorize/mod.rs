//! The authorization endpoint (RFC 6749 §4.1.1, `OpenID` Connect Core §3.1.2.1).
//!
//! The order of checks:
//!
//! | # | what | where | a failure is told to |
//! | - | --- | --- | --- |
//! | 1 | the parameters can be read | [`crate::params`] | the person |
//! | 2 | `client_id` names a client that is not disabled | [`crate::client`] | the person |
//! | 3 | `redirect_uri` is one of its own, `state` can be sent back | [`callback`], [`crate::redirect_uri`], [`crate::state`] | the person |
//! | 4 | no parameter is repeated | [`crate::params`] | the client, from here on |
//! | 5 | no `request`, `request_uri`, `registration` | [`request`] | |
//! | 6 | `response_type` | [`crate::response_type`] | |
//! | 7 | `response_mode`, one the client may have its answers in | [`crate::response_mode`], [`crate::client`] | |
//! | 8 | the client may use the code grant | [`crate::client`] | |
//! | 9 | `code_challenge`, `code_challenge_method` | [`crate::pkce`] | |
//! | 10 | `scope` | [`crate::scope`] | |
//! | 11 | `resource` | [`crate::resource`] | |
//! | 12 | `prompt` | [`crate::prompt`] | |
//! | 13 | `max_age` | [`crate::max_age`] | |
//! | 14 | `nonce` | [`crate::nonce`] | |
//! | 15 | `id_token_hint` | [`request`], [`crate::id_token`] | |
//! | 16 | `claims` | [`crate::claims_request`] | |
//! | – | `first_screen`, `interaction_mode`, `login_hint`, `ui_locales` | [`crate::first_screen`], [`crate::login_hint`], [`crate::ui_locales`] | nobody: wrong values are ignored |
//! | – | `display`, `acr_values`, `identifier`, `direct_sign_in`, others | – | nobody: ignored |
//!
//! 2, 3, 7, 8 and 9 are asked again of the client as it is when the answer is sent
//! ([`callback::Callback::again`], [`request::AuthorizationRequest::still_allowed`]).
//!
//! What happens next is for [`crate::interaction::next_step`] to say.

mod again;
pub mod answer;
pub mod callback;
pub mod error;
pub mod request;
