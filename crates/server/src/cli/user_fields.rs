//! The flags by which fields of an account are set.

use clap::Args;
use oidc_core::user_field::UserField;

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident, $flag:literal, $field:ident;)+) => {
        #[derive(Debug, Args)]
        pub(super) struct Fields {
            $($(#[$doc])* #[arg(long = $flag, value_name = "TEXT", allow_hyphen_values = true)]
            $name: Option<String>,)+
        }

        impl Fields {
            /// What was given.
            pub(super) fn changes(&self) -> Vec<(UserField, String)> {
                let given = [$((UserField::$field, &self.$name)),+].into_iter();
                given
                    .filter_map(|(field, text)| Some((field, text.clone()?)))
                    .collect()
            }

            /// What a field is called here.
            pub(super) const fn flag(field: UserField) -> &'static str {
                match field {
                    $(UserField::$field => concat!("--", $flag),)+
                }
            }
        }
    };
}

fields! {
    /// The address to sign in with
    email, "email", Email;
    /// Whether it was verified: true or false
    email_verified, "email-verified", EmailVerified;
    /// Telephone number with its country code, as +14255551212
    phone, "phone", Phone;
    /// Whether it was verified: true or false
    phone_verified, "phone-verified", PhoneVerified;
    /// A unique name
    username, "username", Username;
    /// The full name
    name, "name", Name;
    /// Given names
    given_name, "given-name", GivenName;
    /// Family names
    family_name, "family-name", FamilyName;
    /// Middle names
    middle_name, "middle-name", MiddleName;
    /// A casual name
    nickname, "nickname", Nickname;
    /// The name the person likes to be called by
    preferred_username, "preferred-username", PreferredUsername;
    /// Address of a page about the person
    profile, "profile", Profile;
    /// Address of a picture
    picture, "picture", Picture;
    /// Address of a page of the person's own
    website, "website", Website;
    /// Any word
    gender, "gender", Gender;
    /// A date, as 1815-12-10
    birthdate, "birthdate", Birthdate;
    /// A time zone, as Europe/Paris
    zoneinfo, "zoneinfo", Zoneinfo;
    /// A language tag, as fr-CA
    locale, "locale", Locale;
    /// The whole address, for a label
    address_formatted, "address-formatted", AddressFormatted;
    /// Street and number
    address_street, "address-street", AddressStreet;
    /// The town
    address_locality, "address-locality", AddressLocality;
    /// State or region
    address_region, "address-region", AddressRegion;
    /// Postal code
    address_postal_code, "address-postal-code", AddressPostalCode;
    /// The country
    address_country, "address-country", AddressCountry;
    /// Whether the account may not be used: true or false
    suspended, "suspended", Suspended;
}
