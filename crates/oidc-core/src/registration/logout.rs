//! Where and how a client is told that a session has ended, as an operator writes it.

use crate::{
    backchannel_logout_uri::BackchannelLogoutUri,
    frontchannel_logout_uri::FrontchannelLogoutUri,
    redirect_uri::{InvalidRedirectUri, RedirectUri},
};

/// Where and how a client is told that a session has ended.
#[derive(Debug, Clone, Default)]
pub struct Logout {
    /// `OpenID` Connect Back-Channel Logout 1.0 §2.2.
    pub backchannel_uri: Option<String>,
    /// Whether it asks for `sid`.
    pub backchannel_session_required: bool,
    /// `OpenID` Connect Front-Channel Logout 1.0 §2.
    pub frontchannel_uri: Option<String>,
    /// Whether it asks for `iss` and `sid`.
    pub frontchannel_session_required: bool,
}

/// A logout URI that cannot be registered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLogout {
    /// Of the back channel.
    #[error("is {uri:?}, which {why}.")]
    Backchannel {
        /// As it was written.
        uri: String,
        /// Why not.
        why: InvalidRedirectUri,
    },
    /// Of the front channel.
    #[error("is {uri:?}, which {why}.")]
    Frontchannel {
        /// As it was written.
        uri: String,
        /// Why not.
        why: InvalidRedirectUri,
    },
    /// Of the front channel, elsewhere (§2).
    #[error("is {0:?}; scheme, host and port must be those of one of its redirect URIs.")]
    Foreign(String),
}

impl InvalidLogout {
    /// Which member it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Backchannel { .. } => "backchannel_logout_uri",
            Self::Frontchannel { .. } | Self::Foreign(_) => "frontchannel_logout_uri",
        }
    }
}

impl Logout {
    /// The back-channel logout URI.
    ///
    /// # Errors
    /// [`InvalidLogout`].
    pub fn backchannel(&self) -> Result<Option<BackchannelLogoutUri>, InvalidLogout> {
        let Some(uri) = &self.backchannel_uri else {
            return Ok(None);
        };
        uri.parse()
            .map(Some)
            .map_err(|why| InvalidLogout::Backchannel {
                uri: uri.clone(),
                why,
            })
    }

    /// The front-channel logout URI of a client with these redirect URIs.
    ///
    /// # Errors
    /// [`InvalidLogout`].
    pub fn frontchannel(
        &self,
        redirect_uris: &[RedirectUri],
    ) -> Result<Option<FrontchannelLogoutUri>, InvalidLogout> {
        let Some(uri) = &self.frontchannel_uri else {
            return Ok(None);
        };
        let parsed: Result<FrontchannelLogoutUri, _> = uri.parse();
        let parsed = parsed.map_err(|why| InvalidLogout::Frontchannel {
            uri: uri.clone(),
            why,
        })?;
        if parsed.belongs_to(redirect_uris) {
            Ok(Some(parsed))
        } else {
            Err(InvalidLogout::Foreign(uri.clone()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_back_channel_is_anywhere_and_the_front_channel_beside_a_redirect_uri() {
        let redirect_uris = ["https://shop.example/callback".parse().unwrap()];
        let refused = |uri: &str| {
            let logout = Logout {
                backchannel_uri: Some(uri.to_owned()),
                frontchannel_uri: Some(uri.to_owned()),
                ..Logout::default()
            };
            let back = logout.backchannel().map_err(|error| error.member());
            let front = logout.frontchannel(&redirect_uris);
            let front = front.map_err(|error| error.member());
            (back.err(), front.err())
        };
        let (back, front) = (
            Some("backchannel_logout_uri"),
            Some("frontchannel_logout_uri"),
        );
        assert_eq!(refused("https://shop.example/out"), (None, None));
        assert_eq!(refused("https://elsewhere.example/out"), (None, front));
        for bad in [
            "http://shop.example/out",
            "https://shop.example/out#x",
            "out",
        ] {
            assert_eq!(refused(bad), (back, front), "{bad}");
        }
    }
}
