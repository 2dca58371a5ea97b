//! The hosted pages and e-mails: view models in, HTML out.
//!
//! A [`Page`] is a struct of plain values that names its template; a [`Frame`] is what
//! surrounds every page: language, branding, the application's name. [`Pages`] holds the parsed
//! templates (`/web/templates`), messages (`/web/locales`) and assets (`/web/static`).
//!
//! This crate does not know HTTP, sessions or accounts. Links, form targets and tokens come in
//! complete, and what goes out is escaped text.

mod assets;
mod branding;
mod breakable;
mod color;
mod error;
mod frame;
mod i18n;
mod locale;
mod mail;
mod negotiation;
pub mod page;
mod pages;
mod purpose;
mod samples;
mod sources;
mod templates;

pub use assets::Asset;
pub use branding::Branding;
pub use color::{Color, InvalidColor};
pub use error::RenderError;
pub use frame::{Frame, Preview};
pub use locale::{Direction, Locale};
pub use mail::{RenderedMail, VerificationMail};
pub use negotiation::LanguageChoice;
pub use page::{CodeError, Delivery, EmailError, ErrorKind, MailboxMessage, Page};
pub use pages::Pages;
pub use purpose::Purpose;
pub use sources::console_messages;
#[cfg(debug_assertions)]
pub use sources::stamp;
