//! What is measured: one operation of each kind that matters.

use crate::machine::Format;

/// One thing that is done over and over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `GET` of the metadata.
    Discovery,
    /// `GET` of the public keys.
    Keys,
    /// The claims of an access token.
    Userinfo,
    /// A refresh with rotation, an access token and an ID token.
    Refresh(&'static str),
    /// An authorization request of a browser that is signed in: grant and code, no page.
    SingleSignOn,
    /// A code that was made before, for an opaque access token, an ID token and a refresh token.
    CodeExchange(&'static str),
    /// An access token of a machine, for an API.
    ClientCredentials(Format),
    /// An API asks about the access token of somebody.
    Introspection(Format, Owner),
    /// Everything: authorize, page, e-mail, code, resume, tokens, userinfo, for a new person.
    SignUp(&'static str),
}

/// Whose token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Of somebody who signed in: their grant, their session and their roles are looked at.
    Person,
    /// Of a client that acts for itself.
    Machine,
}

/// Everything that is measured.
pub const ALL: [Operation; 17] = [
    Operation::Discovery,
    Operation::Keys,
    Operation::Userinfo,
    Operation::ClientCredentials(Format::Opaque),
    Operation::ClientCredentials(Format::Es256),
    Operation::ClientCredentials(Format::Rs256),
    Operation::Introspection(Format::Opaque, Owner::Machine),
    Operation::Introspection(Format::Opaque, Owner::Person),
    Operation::Introspection(Format::Es256, Owner::Machine),
    Operation::Introspection(Format::Es256, Owner::Person),
    Operation::CodeExchange("ES256"),
    Operation::CodeExchange("RS256"),
    Operation::Refresh("ES256"),
    Operation::Refresh("RS256"),
    Operation::SingleSignOn,
    Operation::SignUp("ES256"),
    Operation::SignUp("RS256"),
];

impl Operation {
    /// As it is called in a table.
    pub fn name(self) -> String {
        match self {
            Self::Discovery => "discovery".to_owned(),
            Self::Keys => "JWKS".to_owned(),
            Self::Userinfo => "userinfo".to_owned(),
            Self::Refresh(algorithm) => format!("refresh, {algorithm} ID token"),
            Self::SingleSignOn => "single sign-on".to_owned(),
            Self::CodeExchange(algorithm) => format!("code exchange, {algorithm} ID token"),
            Self::ClientCredentials(format) => format!("client credentials, {}", format.name()),
            Self::Introspection(format, Owner::Person) => {
                format!("introspection, {}, of a person", format.name())
            }
            Self::Introspection(format, Owner::Machine) => {
                format!("introspection, {}, of a machine", format.name())
            }
            Self::SignUp(algorithm) => format!("whole sign-up, {algorithm} ID token"),
        }
    }

    /// The client that people sign in to.
    pub fn client(self) -> &'static str {
        match self {
            Self::Refresh("ES256") | Self::CodeExchange("ES256") | Self::SignUp("ES256") => {
                "bench-es256"
            }
            _ => "bench-rs256",
        }
    }

    /// The API that the access tokens of people are for.
    pub const fn api(self) -> Option<&'static str> {
        match self {
            Self::Introspection(format, Owner::Person) => Some(format.api()),
            _ => None,
        }
    }

    /// Whether it is about an API: earlier builds have none.
    pub const fn needs_apis(self) -> bool {
        matches!(self, Self::ClientCredentials(_) | Self::Introspection(..))
    }

    /// Whether somebody must have signed in before.
    pub const fn needs_tokens(self) -> bool {
        match self {
            Self::Userinfo
            | Self::Refresh(_)
            | Self::SingleSignOn
            | Self::CodeExchange(_)
            | Self::Introspection(_, Owner::Person) => true,
            Self::Discovery
            | Self::Keys
            | Self::ClientCredentials(_)
            | Self::Introspection(_, Owner::Machine)
            | Self::SignUp(_) => false,
        }
    }
}
