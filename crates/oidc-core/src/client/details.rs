//! What is kept of a client and no request of the protocol needs: it is read when somebody looks at
//! the client, and never held in memory.

use serde_json::{Map, Value};
use url::Url;

use super::metadata::ClientMetadata;
use crate::{id::ClientId, label, record::Record};

/// Characters of a description.
const LONGEST_DESCRIPTION: usize = 1_024;

/// Octets of a URL.
const LONGEST_URL: usize = 2_048;

/// Octets of JSON.
const MOST_DATA: usize = 32 * 1_024;

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
    /// Too much, or text that no database takes.
    #[error("must be at most 32 KiB of JSON, without NUL characters")]
    CustomData,
}

impl InvalidDetails {
    /// Which member it is about.
    pub const fn member(&self) -> &'static str {
        match self {
            Self::Description => "description",
            Self::LogoUri => "logoUri",
            Self::CustomData => "customData",
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
        check_custom_data(&self.custom_data)
    }
}

fn is_picture(url: &Url) -> bool {
    matches!(url.scheme(), "https" | "http") && url.as_str().len() <= LONGEST_URL
}

/// Whether an operator's own data can be kept.
///
/// # Errors
/// [`InvalidDetails::CustomData`].
pub fn check_custom_data(data: &Map<String, Value>) -> Result<(), InvalidDetails> {
    let text = serde_json::to_string(data);
    // PostgreSQL takes no NUL, in whatever depth it stands.
    let fits = text.is_ok_and(|text| text.len() <= MOST_DATA && !text.contains("\\u0000"));
    fits.then_some(()).ok_or(InvalidDetails::CustomData)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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
        let data = |value: Value| check_custom_data(value.as_object().unwrap());
        assert_eq!(data(json!({"a": {"b": [1, null]}})), Ok(()));
        let deep = json!({"a": [{"b": "x\u{0}"}]});
        assert_eq!(data(deep), Err(InvalidDetails::CustomData));
        let large = json!({"a": "x".repeat(33_000)});
        assert_eq!(data(large), Err(InvalidDetails::CustomData));
    }
}
