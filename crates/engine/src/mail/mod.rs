//! A mail from the wish for it to what a connector takes.

pub mod compose;
pub mod letter;
pub mod operator_code;
pub mod operator_letter;
pub mod operator_limit;
pub mod outbox;
pub(crate) mod refusal_told;
pub mod report;

use connectors::{ConnectorConfig, MailboxConfig};

/// The development mailbox, with a sender that is nobody's.
pub fn mailbox() -> ConnectorConfig {
    ConnectorConfig::Mailbox(MailboxConfig {
        from: "Signet <no-reply@signet.localhost>".to_owned(),
    })
}
