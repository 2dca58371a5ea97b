//! The profile of a user, by the names it has on this wire: those of the standard claims (`OpenID`
//! Connect Core §5.1, §5.1.1) in another spelling.

use oidc_core::profile;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::wire::{
    body::{given, given_object},
    error::ApiError,
};
use oidc_core::custom_data::is_kept;

/// An object of texts, each of which may be missing, with the claims they stand for; and objects in
/// it.
macro_rules! texts {
    (
        $(#[$doc:meta])*
        $name:ident { $($(#[$text_doc:meta])* $text:ident: $claim:literal,)+ }
        $({ $(#[$inner_doc:meta])* $inner:ident: $kind:ty })?
    ) => {
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "camelCase", default)]
        $(#[$doc])*
        pub(crate) struct $name {
            $(
                $(#[$text_doc])*
                #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
                #[schema(nullable = false)]
                $text: Option<String>,
            )+
            $(
                $(#[$inner_doc])*
                #[serde(deserialize_with = "given_object", skip_serializing_if = "Option::is_none")]
                #[schema(nullable = false)]
                $inner: Option<$kind>,
            )?
        }

        impl $name {
            fn texts(&self) -> impl Iterator<Item = (&'static str, &String)> {
                let all = [$(($claim, &self.$text)),+].into_iter();
                all.filter_map(|(claim, text)| Some((claim, text.as_ref()?)))
            }

            fn read(read: impl Fn(&str) -> Option<String>) -> Self {
                Self {
                    $($text: read($claim),)+
                    $($inner: None,)?
                }
            }
        }
    };
}

texts! {
    /// What is known of a user beyond the account.
    #[schema(as = UserProfile)]
    ProfileBody {
        /// One or more.
        family_name: "family_name",
        /// One or more.
        given_name: "given_name",
        /// One or more.
        middle_name: "middle_name",
        /// A casual name.
        nickname: "nickname",
        /// The name the person likes to be called by; not unique.
        preferred_username: "preferred_username",
        /// A page about the person.
        profile: "profile",
        /// A page of the person's own.
        website: "website",
        /// Any word.
        gender: "gender",
        /// A date or a year.
        birthdate: "birthdate",
        /// A name of the time-zone database.
        zoneinfo: "zoneinfo",
        /// A language tag.
        locale: "locale",
    }
    {
        /// Where the person lives.
        address: AddressBody
    }
}

texts! {
    /// Where a user lives.
    #[schema(as = UserAddress)]
    AddressBody {
        /// The whole address, for a label.
        formatted: "formatted",
        /// Street and number.
        street_address: "street_address",
        /// The town.
        locality: "locality",
        /// State or region.
        region: "region",
        /// Its code.
        postal_code: "postal_code",
        /// Its name.
        country: "country",
    }
}

impl From<&Map<String, Value>> for ProfileBody {
    fn from(kept: &Map<String, Value>) -> Self {
        let text = |name: &str| profile::claim(kept, name).map(str::to_owned);
        let address = profile::address(kept).map(|address| {
            AddressBody::read(|name| profile::claim(&address, name).map(str::to_owned))
        });
        Self {
            address,
            ..Self::read(text)
        }
    }
}

impl ProfileBody {
    /// As it is kept.
    ///
    /// # Errors
    /// `guard.invalid_input` when a text holds what no database keeps.
    pub(super) fn kept(&self) -> Result<Map<String, Value>, ApiError> {
        let mut kept = Map::new();
        for (claim, text) in self.texts() {
            kept.insert(claim.to_owned(), text.as_str().into());
        }
        if let Some(address) = &self.address {
            let texts = address.texts();
            let members = texts.map(|(name, text)| (name.to_owned(), text.as_str().into()));
            let members: Map<String, Value> = members.collect();
            kept.insert("address".to_owned(), members.into());
        }
        if kept.values().all(is_kept) {
            Ok(kept)
        } else {
            let why = "must not hold the character U+0000";
            Err(ApiError::invalid("profile", why))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_claim_of_a_profile_has_its_name_here_and_back() {
        let mut kept = Map::new();
        for name in profile::CLAIMS {
            kept.insert(name.to_owned(), name.into());
        }
        let address = profile::ADDRESS.map(|name| (name.to_owned(), name.into()));
        let address: Map<String, Value> = address.into_iter().collect();
        kept.insert("address".to_owned(), address.into());
        let body = ProfileBody::from(&kept);
        assert_eq!(body.kept().unwrap(), kept);
        let wire = serde_json::to_value(&body).unwrap();
        assert_eq!(wire["familyName"], "family_name");
        assert_eq!(wire["address"]["streetAddress"], "street_address");
        assert_eq!(wire.as_object().unwrap().len(), kept.len());
    }

    #[test]
    fn a_profile_holds_texts_and_no_null() {
        let read = |value| serde_json::from_value::<ProfileBody>(value);
        assert_eq!(read(json!({"shoe": 44})).unwrap(), ProfileBody::default());
        assert!(read(json!({"nickname": null})).is_err());
        assert!(read(json!({"nickname": 7})).is_err());
        let odd = read(json!({"address": {"country": "a\u{0}b"}})).unwrap();
        assert!(odd.kept().is_err());
    }
}
