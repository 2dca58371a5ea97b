//! What is kept of a client and no request of the protocol needs: it is read when somebody looks at
//! the client, and never held in memory.

use serde_json::{Map, Value};
use url::Url;

use super::metadata::ClientMetadata;
use crate::{
    custom_data::{self, InvalidCustomData},
    id::ClientId,
    label,
    record::Record,
};

/// What applications are searched by, as programs call it.
pub const SEARCHED: [&str; 3] = ["id", "name", "description"];

/// Characters of a description.
const LONGEST_DESCRIPTION: usize = 1_024;

/// Octets of a URL.
const LONGEST_URL: usize = 2_048;

/// What an operator has written down of a client.
#[derive(Debug, Clone, PartialEq, Record)]
#[record(table = "client_details")]
pub struct ClientDetails {
    /// Which client.
    pub client_id: ClientId,
    /// What it is for.
    pub description: Option<String>,
    /// A picture of it.
    pub logo_uri: Option<Url>,
    /// The operator's own data.
    #[record(json)]
    pub custom_data: Map<String, Value>,
    /// What was set of it, as it was set.
    #[record(json)]
    pub metadata: ClientMetadata,
}

/// What cannot be kept. Its text continues the name of the member to a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDetails {
    /// Too long, or characters that cannot be seen.
    #[error("must have at most {LONGEST_DESCRIPTION} characters that can be seen")]
    Description,
    /// Not an address of a picture.
    #[error("must be an https or http URL")]
    LogoUri,
    /// Data that cannot be kept.
    #[error(transparent)]
    CustomData(#[from] InvalidCustomData),
}

impl InvalidDetails {
    /// Which member it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::LogoUri => "logoUri",
            Self::CustomData(_) => "customData",
        }
    }
}

impl ClientDetails {
    /// Nothing is written down yet.
    pub fn new(client_id: ClientId) -> Self {
        Self {
            client_id,
            description: None,
            logo_uri: None,
            custom_data: Map::new(),
            metadata: ClientMetadata::default(),
        }
    }

    /// Whether all of it can be kept.
    ///
    /// # Errors
    /// The first [`InvalidDetails`] found.
    pub fn check(&self) -> Result<(), InvalidDetails> {
        let fits = |text: &String| label::is_text(text, LONGEST_DESCRIPTION);
        if !self.description.as_ref().is_none_or(fits) {
            return Err(InvalidDetails::Description);
        }
        if !self.logo_uri.as_ref().is_none_or(is_picture) {
            return Err(InvalidDetails::LogoUri);
        }
        Ok(custom_data::check(&self.custom_data)?)
    }
}

fn is_picture(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http") && url.as_str().len() <= LONGEST_URL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_kept_is_bounded_and_can_be_written_in_both_databases() {
        let plain = ClientDetails::new("shop".parse().unwrap());
        assert_eq!(plain.check(), Ok(()));
        let with = |description: &str| ClientDetails {
            description: Some(description.to_owned()),
            ..plain.clone()
        };
        assert_eq!(with("The shop").check(), Ok(()));
        for bad in ["a\u{0}b", &"x".repeat(1_025)] {
            assert_eq!(with(bad).check(), Err(InvalidDetails::Description));
        }
        let logo = |url: &str| ClientDetails {
            logo_uri: Some(url.parse().unwrap()),
            ..plain.clone()
        };
        assert_eq!(logo("https://shop.example/logo.svg").check(), Ok(()));
        assert_eq!(logo("javascript:1").check(), Err(InvalidDetails::LogoUri));
        let mut data = plain.clone();
        data.custom_data.insert("a".to_owned(), "\0".into());
        assert_eq!(data.check().unwrap_err().member(), "customData");
    }
}
