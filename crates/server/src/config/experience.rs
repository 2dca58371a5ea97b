//! The members of the sign-in experience that the file sets: `[branding]`, `[sign_in]`, `[passwords]`.

use std::fmt::Display;

use oidc_core::account::experience::{Member, SignInExperience};
use serde_json::{Map, Value};

use super::{error::ConfigError, file::File};

/// By which key the file sets each member of the sign-in experience that it can set.
const KEYS: [(&str, &str); 21] = [
    ("branding.darkLogoUrl", "branding.dark_logo_url"),
    ("branding.favicon", "branding.favicon_url"),
    ("branding.logoUrl", "branding.logo_url"),
    ("color.darkPrimaryColor", "branding.dark_color"),
    ("color.primaryColor", "branding.color"),
    ("languageInfo.fallbackLanguage", "branding.language"),
    (
        "passwordPolicy.characterTypes.min",
        "passwords.character_types",
    ),
    ("passwordPolicy.length.max", "passwords.max_length"),
    ("passwordPolicy.length.min", "passwords.min_length"),
    ("passwordPolicy.rejects.pwned", "passwords.reject_pwned"),
    (
        "passwordPolicy.rejects.repetitionAndSequence",
        "passwords.reject_repetition_and_sequence",
    ),
    (
        "passwordPolicy.rejects.userInfo",
        "passwords.reject_user_info",
    ),
    ("passwordPolicy.rejects.words", "passwords.words"),
    ("privacyPolicyUrl", "branding.privacy_url"),
    ("signIn.methods", "sign_in.methods"),
    ("signInMode", "sign_in.mode"),
    ("signUp.identifiers", "sign_in.identifiers"),
    ("signUp.password", "sign_in.password_at_sign_up"),
    ("signet.name", "branding.name"),
    ("supportEmail", "branding.support_email"),
    ("termsOfUseUrl", "branding.terms_url"),
];

/// The key that sets a member.
pub fn key_of(member: &str) -> Option<&'static str> {
    let mut keys = KEYS.iter();
    keys.find(|(own, _)| *own == member).map(|(_, key)| *key)
}

/// The members that the file sets; none when it has none of the sections.
///
/// # Errors
/// [`ConfigError::Setting`] when they contradict themselves or name what is not offered yet, or
/// [`ConfigError::Many`] with each that does.
pub fn layer(file: &File) -> Result<Option<Value>, ConfigError> {
    let (branding, sign_in, passwords) = (&file.branding, &file.sign_in, &file.passwords);
    if branding.is_none() && sign_in.is_none() && passwords.is_none() {
        return Ok(None);
    }
    let (mut layer, mut wrong) = (Map::new(), Vec::new());
    if let Some(branding) = branding {
        wrong.extend(branding.check().err());
        branding.lay(&mut layer);
    }
    if let Some(sign_in) = sign_in {
        let mut doors = Map::new();
        sign_in.lay(&mut doors);
        wrong.extend(sign_in.check());
        wrong.extend(unfit(&Value::Object(doors.clone())));
        layer.extend(doors);
    }
    if let Some(passwords) = passwords {
        wrong.extend(passwords.check());
        passwords.lay(&mut layer);
    }
    let layer = Value::Object(layer);
    if wrong.is_empty() {
        let read = SignInExperience::overlaid([&layer]);
        wrong.extend(read.err().map(|error| unusable("branding", &error)));
    }
    ConfigError::all(wrong)?;
    Ok(Some(layer))
}

/// Everything that speaks against how people come in.
fn unfit(doors: &Value) -> Vec<ConfigError> {
    let experience = match SignInExperience::overlaid([doors]) {
        Ok(experience) => experience,
        Err(error) => return vec![unusable("sign_in", &error)],
    };
    let unfit = experience.check().into_iter();
    unfit
        .map(|unfit| {
            let key = match unfit.member() {
                Member::SignUp => "sign_in.identifiers",
                Member::SignIn => "sign_in.methods",
            };
            unusable(key, &unfit)
        })
        .collect()
}

fn unusable(key: &str, why: &impl Display) -> ConfigError {
    ConfigError::setting(key, format!("cannot be used: {why}."))
}

#[cfg(test)]
mod tests {
    use engine::settings::file_owned;
    use serde_json::json;

    use super::*;

    fn of(text: &str) -> Result<Option<Value>, String> {
        let file: File = toml::from_str(text).unwrap();
        layer(&file).map_err(|error| error.to_string())
    }

    fn sign_in(text: &str) -> Result<Option<Value>, String> {
        of(&format!("[sign_in]\n{text}"))
    }

    #[test]
    fn the_file_sets_the_members_it_names_and_no_others() {
        assert_eq!(
            sign_in("mode = \"SignIn\"").unwrap(),
            Some(json!({"signInMode": "SignIn"}))
        );
        let methods = "methods = [{ identifier = \"email\", verification_code = true }]";
        let members = sign_in(methods).unwrap().unwrap();
        assert_eq!(members["signIn"]["methods"][0]["verificationCode"], true);
        assert_eq!(
            of("[passwords]\nmin_length = 12").unwrap(),
            Some(json!({"passwordPolicy": {"length": {"min": 12}}}))
        );
        assert_eq!(of("").unwrap(), None);
    }

    #[test]
    fn every_member_that_the_file_can_set_has_its_key() {
        let text = "[branding]\nname = \"x\"\ncolor = \"#112233\"\ndark_color = \"#112233\"\n\
            logo_url = \"https://x.example\"\ndark_logo_url = \"https://x.example\"\n\
            favicon_url = \"https://x.example\"\nterms_url = \"https://x.example\"\n\
            privacy_url = \"https://x.example\"\nsupport_email = \"a@x.example\"\n\
            language = \"fr\"\n\
            [sign_in]\nmode = \"SignIn\"\nidentifiers = [\"email\"]\n\
            password_at_sign_up = true\n\
            methods = [{ identifier = \"email\", verification_code = true }]\n\
            [passwords]\nmin_length = 8\nmax_length = 64\ncharacter_types = 1\n\
            reject_pwned = true\nreject_repetition_and_sequence = true\nreject_user_info = true\n\
            words = [\"x\"]";
        let layer = of(text).unwrap();
        let members = file_owned::members(layer.as_ref());
        let named = members.iter().map(|path| file_owned::dotted(path));
        let named: Vec<String> = named.collect();
        assert_eq!(named, KEYS.map(|(member, _)| member));
        assert_eq!(key_of("color.primaryColor"), Some("branding.color"));
        assert_eq!(key_of("customCss"), None);
    }

    #[test]
    fn passwords_are_a_way_in_beside_the_code_and_instead_of_it() {
        for text in [
            "methods = [{ identifier = \"email\", verification_code = true, password = true, \
             primary = \"password\" }, { identifier = \"username\", password = true }]",
            "mode = \"SignIn\"\nmethods = [{ identifier = \"username\", password = true }]",
        ] {
            assert!(sign_in(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn new_accounts_have_a_password_where_people_sign_in_by_it() {
        let with = |methods: &str| {
            let text = format!("password_at_sign_up = true\nmethods = [{methods}]");
            sign_in(&text)
        };
        for methods in [
            "{ identifier = \"email\", verification_code = true, password = true }",
            "{ identifier = \"email\", password = true }",
        ] {
            let members = with(methods).unwrap().unwrap();
            assert_eq!(members["signUp"], json!({"password": true}), "{methods}");
        }
        let told = "sign_in.methods cannot be used: new accounts by email would have a password that \
                    nothing asks for: allow passwords for it.";
        let by_code = "{ identifier = \"email\", verification_code = true }";
        let error = with(by_code).unwrap_err();
        assert!(error.contains(told), "{error}");
        let error = sign_in("password_at_sign_up = true").unwrap_err();
        assert!(error.contains(told), "{error}");
        assert!(sign_in("mode = \"SignIn\"\npassword_at_sign_up = true").is_ok());
    }

    #[test]
    fn what_contradicts_itself_or_is_not_offered_yet_is_refused_by_its_key() {
        let email = "{ identifier = \"email\", verification_code = true }";
        for (text, told) in [
            ("mode = \"Closed\"".to_owned(), "sign_in cannot be used: "),
            (
                "identifiers = [\"username\"]".to_owned(),
                "sign_in.identifiers cannot be used: username is not offered at sign-up yet; \
                 use email.",
            ),
            (
                "methods = []".to_owned(),
                "sign_in.methods cannot be used: nobody could sign in: name a method.",
            ),
            (
                "methods = [{ identifier = \"email\", password = true }]".to_owned(),
                "sign_in.methods cannot be used: new accounts by email could not sign in: allow \
                 verification codes for it.",
            ),
            (
                format!("methods = [{email}, {{ identifier = \"username\" }}]"),
                "sign_in.methods cannot be used: a username needs a password.",
            ),
            (
                format!(
                    "methods = [{email}, {{ identifier = \"username\", password = true, \
                     verification_code = true }}]"
                ),
                "sign_in.methods cannot be used: no code can be sent to a username: leave \
                 verification codes off for it.",
            ),
            (
                format!("methods = [{email}, {{ identifier = \"phone\", password = true }}]"),
                "sign_in.methods cannot be used: phone is not offered yet; use email.",
            ),
        ] {
            let error = sign_in(&text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn each_of_several_contradictions_is_told_in_the_order_of_the_sections() {
        let text = "[branding]\ncolor = \"red\"\n\
            [sign_in]\nidentifiers = [\"phone\"]\n\
            methods = [{ identifier = \"username\", verification_code = true, \
            primary = \"password\" }]\n\
            [passwords]\nmin_length = 0\nwords = [\"\"]";
        let said = of(text).unwrap_err();
        let mut rest = said.as_str();
        for told in [
            "The setting branding.color must be a colour",
            "The setting sign_in.methods[0].primary is \"password\"",
            "The setting sign_in.identifiers cannot be used: phone is not offered yet",
            "The setting sign_in.methods cannot be used: a username needs a password.",
            "The setting sign_in.methods cannot be used: no code can be sent to a username",
            "The setting sign_in.methods cannot be used: new accounts by phone could not sign in",
            "The setting passwords.min_length must be between 1 and 256.",
            "The setting passwords.words has an empty text",
        ] {
            let (_, after) = rest
                .split_once(told)
                .unwrap_or_else(|| panic!("{told}: {said}"));
            rest = after;
        }
        assert_eq!(said.matches("The setting").count(), 8, "{said}");
    }

    #[test]
    fn an_address_that_no_page_can_carry_is_refused() {
        let long = format!("https://x.example/{}", "x".repeat(2_048));
        let error = of(&format!("[branding]\nterms_url = \"{long}\"")).unwrap_err();
        assert!(error.contains("branding cannot be used: "), "{error}");
    }
}
