//! What may be set of a client and mostly is not: each member is kept as it was set, so that one that
//! was never set stays away.

use serde::{Deserialize, Serialize};

use super::{Client, ClientKind, ID_TOKEN_LIFETIME, REFRESH_TOKEN_LIFETIME};
use crate::{
    cors_origin::{CorsOrigin, InvalidCorsOrigin},
    resource_server,
    time::Lifetime,
};

/// Days.
const REFRESH_TOKEN_DAYS: std::ops::RangeInclusive<u32> = 1..=180;

/// Seconds in a day.
const DAY: u32 = 86_400;

/// How many origins a client may have.
const MOST_ORIGINS: usize = 100;

/// The members by their names on the wire.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ClientMetadata {
    /// Origins whose pages may read what the client is answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cors_allowed_origins: Option<Vec<String>>,
    /// Seconds for which its ID tokens live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token_ttl: Option<u32>,
    /// Seconds for which its refresh tokens live; what stands in days comes first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_ttl: Option<u32>,
    /// Days for which they live.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token_ttl_in_days: Option<u32>,
    /// Whether it gets a refresh token though nobody asks for consent. Those of one's own always do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub always_issue_refresh_token: Option<bool>,
    /// Whether refresh tokens are replaced on use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rotate_refresh_token: Option<bool>,
    /// How many grants of one person it has at most; never set so far.
    #[serde(skip_serializing)]
    pub max_allowed_grants: Option<u32>,
    /// Whether it may exchange tokens; always false so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_token_exchange: Option<bool>,
    /// Whether it signs people in on another device; always false so far.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_device_flow: Option<bool>,
}

/// A member that cannot be so. Its text continues the name of the member to a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMetadata {
    /// No origin.
    #[error("has {origin:?}, which {why}")]
    Origin {
        /// As it was written.
        origin: String,
        /// Why not.
        why: InvalidCorsOrigin,
    },
    /// More origins than anybody needs.
    #[error("has more than {MOST_ORIGINS} origins")]
    TooManyOrigins,
    /// Too short or too long.
    #[error("must be between 60 seconds and 86400 (one day)")]
    IdTokenTtl,
    /// Too short or too long.
    #[error("must be between 60 seconds and 15552000 (180 days)")]
    RefreshTokenTtl,
    /// Too short or too long.
    #[error("must be between 1 and 180 days")]
    RefreshTokenDays,
    /// What only installed applications do.
    #[error("is for native applications")]
    DeviceFlowNativeOnly,
    /// Not built.
    #[error("cannot be true: this version of Signet has no device flow")]
    DeviceFlow,
    /// Not built.
    #[error("cannot be set: this version of Signet has no such bound")]
    MaxAllowedGrants,
    /// Not built.
    #[error("cannot be true: this version of Signet has no token exchange")]
    TokenExchange,
}

impl InvalidMetadata {
    /// Which member it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Origin { .. } | Self::TooManyOrigins => "corsAllowedOrigins",
            Self::IdTokenTtl => "idTokenTtl",
            Self::RefreshTokenTtl => "refreshTokenTtl",
            Self::RefreshTokenDays => "refreshTokenTtlInDays",
            Self::DeviceFlowNativeOnly | Self::DeviceFlow => "isDeviceFlow",
            Self::MaxAllowedGrants => "maxAllowedGrants",
            Self::TokenExchange => "allowTokenExchange",
        }
    }
}

impl ClientMetadata {
    /// Puts all of it in force; what is not set is as it is by default.
    ///
    /// # Errors
    /// The first [`InvalidMetadata`] found; the client is as it was.
    pub fn apply(&self, client: &mut Client) -> Result<(), InvalidMetadata> {
        self.check_is_built(client.kind)?;
        let origins = self.origins()?;
        let id_token = self.id_token_lifetime()?;
        let refresh_token = self.refresh_token_lifetime()?;
        client.cors_allowed_origins = origins;
        client.id_token_lifetime = id_token.unwrap_or(ID_TOKEN_LIFETIME);
        client.refresh_token_lifetime = refresh_token.unwrap_or(REFRESH_TOKEN_LIFETIME);
        client.rotate_refresh_token = self.rotate_refresh_token.unwrap_or(true);
        Ok(())
    }

    /// What is in force for a client: as it was set, and what another place has set.
    #[must_use]
    pub fn in_force(self, client: &Client) -> Self {
        let origins = || {
            let own = client.cors_allowed_origins.iter();
            let own: Vec<String> = own.map(ToString::to_string).collect();
            (!own.is_empty()).then_some(own)
        };
        let seconds = |lifetime: Lifetime, usual: Lifetime| {
            let seconds = u32::try_from(lifetime.as_seconds()).ok();
            seconds.filter(|_| lifetime != usual)
        };
        let refresh = seconds(client.refresh_token_lifetime, REFRESH_TOKEN_LIFETIME);
        let is_told = self.refresh_token_ttl.is_some() || self.refresh_token_ttl_in_days.is_some();
        Self {
            cors_allowed_origins: self.cors_allowed_origins.or_else(origins),
            id_token_ttl: self
                .id_token_ttl
                .or_else(|| seconds(client.id_token_lifetime, ID_TOKEN_LIFETIME)),
            refresh_token_ttl: self.refresh_token_ttl.or(refresh.filter(|_| !is_told)),
            rotate_refresh_token: self
                .rotate_refresh_token
                .or((!client.rotate_refresh_token).then_some(false)),
            ..self
        }
    }

    const fn check_is_built(&self, kind: ClientKind) -> Result<(), InvalidMetadata> {
        if let Some(true) = self.is_device_flow {
            return Err(match kind {
                ClientKind::Native => InvalidMetadata::DeviceFlow,
                ClientKind::Traditional | ClientKind::Spa | ClientKind::Machine => {
                    InvalidMetadata::DeviceFlowNativeOnly
                }
            });
        }
        if self.max_allowed_grants.is_some() {
            return Err(InvalidMetadata::MaxAllowedGrants);
        }
        match self.allow_token_exchange {
            Some(true) => Err(InvalidMetadata::TokenExchange),
            Some(false) | None => Ok(()),
        }
    }

    fn origins(&self) -> Result<Vec<CorsOrigin>, InvalidMetadata> {
        let texts = self.cors_allowed_origins.as_deref().unwrap_or_default();
        if texts.len() > MOST_ORIGINS {
            return Err(InvalidMetadata::TooManyOrigins);
        }
        let parse = |text: &String| {
            text.parse().map_err(|why| InvalidMetadata::Origin {
                origin: text.clone(),
                why,
            })
        };
        texts.iter().map(parse).collect()
    }

    fn id_token_lifetime(&self) -> Result<Option<Lifetime>, InvalidMetadata> {
        let Some(seconds) = self.id_token_ttl else {
            return Ok(None);
        };
        let lifetime = Lifetime::seconds(seconds);
        let checked = resource_server::check_lifetime(lifetime);
        checked.map_err(|_| InvalidMetadata::IdTokenTtl)?;
        Ok(Some(lifetime))
    }

    fn refresh_token_lifetime(&self) -> Result<Option<Lifetime>, InvalidMetadata> {
        let longest = DAY * REFRESH_TOKEN_DAYS.end();
        if self
            .refresh_token_ttl
            .is_some_and(|ttl| !(60..=longest).contains(&ttl))
        {
            return Err(InvalidMetadata::RefreshTokenTtl);
        }
        let days = self.refresh_token_ttl_in_days;
        if days.is_some_and(|days| !REFRESH_TOKEN_DAYS.contains(&days)) {
            return Err(InvalidMetadata::RefreshTokenDays);
        }
        let of_days = days.map(|days| days * DAY);
        Ok(of_days.or(self.refresh_token_ttl).map(Lifetime::seconds))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::client::tests::client;

    fn metadata(value: serde_json::Value) -> ClientMetadata {
        serde_json::from_value(value).unwrap()
    }

    fn refused(kind: ClientKind, value: serde_json::Value) -> &'static str {
        let mut client = client(kind, &[]);
        let before = client.clone();
        let why = metadata(value).apply(&mut client).unwrap_err();
        assert_eq!(client, before);
        why.member()
    }

    #[test]
    fn what_was_set_is_in_force_and_shown_as_it_was_set() {
        let mut spa = client(ClientKind::Spa, &[]);
        let set = metadata(json!({
            "corsAllowedOrigins": ["https://App.example/"], "idTokenTtl": 600,
            "refreshTokenTtlInDays": 30, "rotateRefreshToken": false, "isDeviceFlow": false,
        }));
        set.apply(&mut spa).unwrap();
        assert_eq!(spa.id_token_lifetime, Lifetime::minutes(10));
        assert_eq!(spa.refresh_token_lifetime, Lifetime::days(30));
        assert!(!spa.rotate_refresh_token);
        assert_eq!(spa.cors_allowed_origins[0].as_str(), "https://app.example");
        assert_eq!(set.clone().in_force(&spa), set);
        // All of it is replaced: what is not set any more is as by default.
        ClientMetadata::default().apply(&mut spa).unwrap();
        assert_eq!(spa, client(ClientKind::Spa, &[]));
    }

    #[test]
    fn what_was_never_set_stays_away_and_what_another_place_set_is_shown() {
        let spa = client(ClientKind::Spa, &[]);
        let shown = ClientMetadata::default().in_force(&spa);
        assert_eq!(serde_json::to_value(shown).unwrap(), json!({}));
        let by_file = Client {
            refresh_token_lifetime: Lifetime::days(1),
            rotate_refresh_token: false,
            ..spa
        };
        let shown = ClientMetadata::default().in_force(&by_file);
        let expected = json!({"refreshTokenTtl": 86_400, "rotateRefreshToken": false});
        assert_eq!(serde_json::to_value(shown).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_so_is_refused_by_the_name_of_its_member() {
        use ClientKind::{Native, Spa};
        let many = vec!["https://a.example"; MOST_ORIGINS + 1];
        for (value, member) in [
            (json!({"corsAllowedOrigins": ["*"]}), "corsAllowedOrigins"),
            (json!({"corsAllowedOrigins": many}), "corsAllowedOrigins"),
            (json!({"idTokenTtl": 59}), "idTokenTtl"),
            (json!({"idTokenTtl": 86_401}), "idTokenTtl"),
            (json!({"refreshTokenTtl": 59}), "refreshTokenTtl"),
            (json!({"refreshTokenTtlInDays": 0}), "refreshTokenTtlInDays"),
            (
                json!({"refreshTokenTtlInDays": 181}),
                "refreshTokenTtlInDays",
            ),
            (json!({"isDeviceFlow": true}), "isDeviceFlow"),
            (json!({"allowTokenExchange": true}), "allowTokenExchange"),
            (json!({"maxAllowedGrants": 1}), "maxAllowedGrants"),
        ] {
            assert_eq!(refused(Spa, value), member);
        }
        assert_eq!(
            refused(Native, json!({"isDeviceFlow": true})),
            "isDeviceFlow"
        );
    }
}
