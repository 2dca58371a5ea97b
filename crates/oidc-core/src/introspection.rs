//! Token introspection (RFC 7662): what an API is told about a token that was presented to it.
//!
//! Whoever asks is told about its own tokens and those of the APIs that name it; about any other
//! token it hears the same as about none at all (§2.2, §4).

use serde::Serialize;

use crate::{
    catalog::Catalog,
    client::Client,
    id::{AccessTokenId, ClientId, MachineTokenId},
    opaque::Opaque,
    refresh::RefreshToken,
    scope::Scope,
    token::response::TokenType,
};

/// A token as it was presented: it says itself what it is, so `token_type_hint` is ignored (§2.1).
pub enum Presented<'a> {
    /// Still to be verified against its family.
    Refresh(RefreshToken),
    /// Still to be compared with its row.
    Access(Opaque<AccessTokenId>),
    /// Still to be compared with its row.
    Machine(Opaque<MachineTokenId>),
    /// Perhaps a JWT; its signature says.
    Signed(&'a str),
}

impl<'a> Presented<'a> {
    /// Reads the `token` parameter.
    pub fn parse(token: &'a str) -> Self {
        if let Ok(refresh) = RefreshToken::parse(token) {
            return Self::Refresh(refresh);
        }
        if let Ok(access) = Opaque::parse(token) {
            return Self::Access(access);
        }
        Opaque::parse(token).map_or(Self::Signed(token), Self::Machine)
    }
}

/// What is known of a token that counts (§2.2). Times in whole seconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Active {
    /// For which API; this provider's own when none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// Whose.
    pub client_id: ClientId,
    /// When it ends.
    pub exp: i64,
    /// When it was made.
    pub iat: i64,
    /// By whom.
    pub iss: String,
    /// Of a JWT.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<AccessTokenId>,
    /// What it allows now; left out where that is nothing, which no text can say (RFC 6749 §3.3).
    #[serde(skip_serializing_if = "Scope::is_empty")]
    pub scope: Scope,
    /// About whom.
    pub sub: String,
    /// Of an access token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<TokenType>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Introspection {
    /// It counts.
    Active(Box<Active>),
    /// It does not, or is none of the asker's business.
    Inactive,
}

impl Serialize for Introspection {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Answer<'a> {
            active: bool,
            #[serde(flatten)]
            known: Option<&'a Active>,
        }
        let known = match self {
            Self::Active(known) => Some(known.as_ref()),
            Self::Inactive => None,
        };
        Answer {
            active: known.is_some(),
            known,
        }
        .serialize(serializer)
    }
}

/// Whether a client may be told about a token: its own, and those for an API that names it (T-35).
pub fn is_allowed(
    asker: &Client,
    owner: &ClientId,
    audience: Option<&str>,
    catalog: &Catalog,
) -> bool {
    let api = audience.and_then(|name| catalog.find(name).ok());
    let is_named = api.is_some_and(|api| api.resource.introspected_by.contains(&asker.id));
    asker.id == *owner || is_named
}

#[cfg(test)]
mod tests {
    use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};
    use serde_json::json;

    use super::*;
    use crate::{
        catalog::tests::{BOOKS, FILMS, catalog},
        client::{ClientKind, tests::client},
        refresh::tests::{family, key},
        time::Timestamp,
    };

    #[test]
    fn a_token_says_itself_what_it_is() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let access = Opaque::<AccessTokenId>::mint(Timestamp::EPOCH, &mut rng);
        let machine = Opaque::<MachineTokenId>::mint(Timestamp::EPOCH, &mut rng);
        let refresh = RefreshToken::issue(&key(), &family(), 0);
        let of = Presented::parse;
        assert!(matches!(of(access.expose()), Presented::Access(_)));
        assert!(matches!(of(machine.expose()), Presented::Machine(_)));
        assert!(matches!(of(refresh.expose()), Presented::Refresh(_)));
        assert!(matches!(of("eyJ.e30.x"), Presented::Signed(_)));
    }

    #[test]
    fn t_35_a_client_is_told_about_its_own_tokens_and_those_of_apis_that_name_it() {
        let (mut asker, owner) = (client(ClientKind::Traditional, &[]), "spa".parse().unwrap());
        let catalog = catalog();
        assert!(is_allowed(&asker, &asker.id, None, &catalog));
        assert!(!is_allowed(&asker, &owner, None, &catalog));
        assert!(!is_allowed(&asker, &owner, Some(FILMS), &catalog));
        assert!(!is_allowed(
            &asker,
            &owner,
            Some("https://gone.example"),
            &catalog
        ));
        asker.id = "books-api".parse().unwrap();
        assert!(is_allowed(&asker, &owner, Some(BOOKS), &catalog));
        assert!(!is_allowed(&asker, &owner, Some(FILMS), &catalog));
        assert!(!is_allowed(&asker, &owner, None, &catalog));
    }

    #[test]
    fn what_does_not_count_is_told_in_one_word_and_a_scope_that_is_empty_in_none() {
        let dead = serde_json::to_value(Introspection::Inactive).unwrap();
        assert_eq!(dead, json!({"active": false}));
        let known = Active {
            aud: None,
            client_id: "spa".parse().unwrap(),
            exp: 2,
            iat: 1,
            iss: "i".to_owned(),
            jti: None,
            scope: "openid".parse().unwrap(),
            sub: "ada".to_owned(),
            token_type: Some(TokenType::Bearer),
        };
        let told = |known: &Active| {
            let active = Introspection::Active(Box::new(known.clone()));
            serde_json::to_value(active).unwrap()
        };
        assert_eq!(
            told(&known),
            json!({
                "active": true, "client_id": "spa", "exp": 2, "iat": 1, "iss": "i",
                "scope": "openid", "sub": "ada", "token_type": "Bearer",
            })
        );
        let scope = Scope::EMPTY;
        let none = told(&Active { scope, ..known });
        assert_eq!(none.get("scope"), None);
    }
}
