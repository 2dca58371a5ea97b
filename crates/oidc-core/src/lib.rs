//! The protocol, decided without I/O: values in, decisions out. Nothing here awaits, reads a clock
//! or rolls a die: `now` and `rng` are arguments.
//!
//! # The map
//!
//! | module | specification |
//! | --- | --- |
//! | [`authorize`] | RFC 6749 §4.1.1, `OpenID` Connect Core §3.1.2: the order of checks |
//! | [`authorize::callback`] | RFC 6749 §4.1.2, RFC 9207: where answers go |
//! | [`authorize::answer`] | Multiple Response Types §2.1, Form Post Response Mode |
//! | [`response_type`], [`response_mode`] | RFC 6749 §3.1.1, Multiple Response Types §2.1 |
//! | [`redirect_uri`] | RFC 6749 §3.1.2, RFC 8252 §7.3, RFC 9700 §4.1.3 |
//! | [`scope`], [`resource`], [`resource_server`], [`indicator`] | RFC 6749 §3.3, RFC 8707 |
//! | [`role`], [`catalog`] | ours: who may do what at which API |
//! | [`state`] | RFC 6749 §4.1.1 |
//! | [`nonce`], [`prompt`], [`max_age`], [`login_hint`], [`ui_locales`] | `OpenID` Connect Core §3.1.2.1 |
//! | [`first_screen`] | Logto's SDKs |
//! | [`pkce`] | RFC 7636 |
//! | [`interaction`] | ours: a sign-in under way, and its next step |
//! | [`client`], [`registration`], [`client_secret`], [`client_auth`] | RFC 6749 §2, §2.3.1; RFC 7617 |
//! | [`cors_origin`] | RFC 6454 §6.2; Fetch, CORS protocol |
//! | [`token`], [`grant_type`] | RFC 6749 §4.1.3, §5, §6 |
//! | [`code`] | RFC 6749 §4.1.2 |
//! | [`refresh`] | RFC 6749 §6, RFC 9700 §4.14.2 |
//! | [`consent`], [`grant`], [`agreed`] | ours: what was agreed to; put to use, and how much of it still counts |
//! | [`access_token`], [`bearer`] | RFC 6750 |
//! | [`jwt_access_token`] | RFC 9068 |
//! | [`machine_token`], [`registrations`] | RFC 6749 §4.4 |
//! | [`introspection`] | RFC 7662 |
//! | [`id_token`], [`claims`], [`claims_request`] | `OpenID` Connect Core §2, §5 |
//! | [`key`] | RFC 7515, RFC 7517, RFC 7518, RFC 7638 |
//! | [`revocation`] | RFC 7009 |
//! | [`end_session`], [`post_logout_redirect_uri`] | `OpenID` Connect RP-Initiated Logout |
//! | [`logout_token`], [`backchannel_logout_uri`] | `OpenID` Connect Back-Channel Logout |
//! | [`frontchannel_logout_uri`] | `OpenID` Connect Front-Channel Logout |
//! | [`refused_redirect`], [`milestone`] | ours: what was seen of an application |
//! | [`discovery`] | `OpenID` Connect Discovery, RFC 8414 |
//! | [`account`] | NIST SP 800-63B-4: addresses, codes, counters |
//! | [`profile`], [`user_field`] | `OpenID` Connect Core §5.1, §5.1.1 |
//! | [`console`] | ours: the application that Signet is managed with |
//! | [`custom_data`], [`session`], [`user`], [`user_identity`], [`subject`], [`event`], [`source`], [`search`], [`connector`] | ours |
//! | [`params`], [`error`] | RFC 6749 §3.1, appendix B; IANA OAuth Extensions Errors |
//! | [`id`], [`opaque`], [`secret`], [`seal`], [`time`], [`day`], [`name`] | what everything is made of |

pub mod access_token;
// `#[derive(Record)]` names this crate by its name, here too.
extern crate self as oidc_core;

pub mod account;
pub mod actor;
pub mod agreed;
pub mod authorize;
pub mod backchannel_logout_uri;
pub mod bearer;
pub mod catalog;
pub mod claims;
pub mod claims_request;
pub mod client;
pub mod client_auth;
pub mod client_secret;
pub mod code;
pub mod connector;
pub mod consent;
pub mod console;
pub mod cors_origin;
pub mod custom_data;
pub mod day;
pub mod discovery;
pub mod end_session;
pub mod error;
pub mod event;
pub mod first_screen;
pub mod frontchannel_logout_uri;
pub mod grant;
pub mod grant_type;
pub mod id;
pub mod id_token;
pub mod indicator;
pub mod interaction;
pub mod introspection;
pub mod jwt_access_token;
pub mod key;
pub mod label;
pub mod login_hint;
pub mod logout_token;
pub mod machine_token;
pub mod mail_report;
pub mod max_age;
pub mod message_id;
pub mod milestone;
pub mod name;
pub mod nonce;
pub mod opaque;
pub mod order;
pub mod params;
pub mod pkce;
pub mod post_logout_redirect_uri;
pub mod preview;
pub mod profile;
pub mod prompt;
pub mod record;
pub mod redirect_uri;
pub mod refresh;
pub mod refused_redirect;
pub mod registration;
pub mod registrations;
pub mod resource;
pub mod resource_server;
pub mod response_mode;
pub mod response_type;
pub mod revocation;
pub mod role;
pub mod scope;
pub mod seal;
pub mod search;
pub mod secret;
pub mod session;
pub mod sign_in_choices;
pub mod source;
pub mod state;
pub mod subject;
pub mod time;
pub mod token;
pub mod ui_locales;
pub mod user;
pub mod user_agent;
pub mod user_field;
pub mod user_identity;
mod web_uri;
