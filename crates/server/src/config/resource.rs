//! `[[resources]]`: the APIs that the configuration file owns.

use oidc_core::{
    id::ResourceId,
    indicator::Indicator,
    resource_server::{Resource, ResourceScope, TokenFormat},
    source::Source,
    time::{Lifetime, Timestamp},
};
use serde::Deserialize;

use super::{error::ConfigError, lenient, oidc::algorithm};

/// Of what is checked here before it has an id of its own.
const NAMELESS: &str = "file";

/// As written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// What requests call it, and the `aud` of its tokens.
    pub indicator: Option<String>,
    /// What people see.
    pub name: Option<String>,
    /// What may be done there.
    pub scopes: Vec<ScopeSection>,
    /// Seconds.
    pub access_token_lifetime: Option<u32>,
    /// `jwt` or `opaque`.
    pub access_token_format: Option<String>,
    /// What its tokens are signed with.
    pub access_token_alg: Option<String>,
    /// The applications that may introspect its tokens.
    #[serde(deserialize_with = "lenient::list")]
    pub introspected_by: Vec<String>,
    /// Whether it is meant where no resource is named.
    pub default: bool,
}

/// One of its scopes, as written.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScopeSection {
    /// As requests have it.
    pub name: Option<String>,
    /// What people are told of it.
    pub description: Option<String>,
}

/// Checked. Ids and times are given when it is written.
#[derive(Debug, Clone)]
pub struct DeclaredResource {
    /// The API.
    pub resource: Resource,
    /// What may be done there.
    pub scopes: Vec<ResourceScope>,
}

impl Section {
    /// Checks one API. `place` names it in errors, as `resources[0]` does.
    ///
    /// # Errors
    /// [`ConfigError::Setting`] names the key and says what to write.
    pub fn check(&self, place: &str) -> Result<DeclaredResource, ConfigError> {
        let indicator = self.indicator(place)?;
        let place = &format!("{place} ({indicator})");
        let key = |member: &str| format!("{place}.{member}");
        let id: ResourceId = NAMELESS
            .parse()
            .map_err(|_| ConfigError::setting(key("indicator"), "cannot be used."))?;
        let mut resource = Resource::new(id, indicator, Source::File, Timestamp::EPOCH);
        if let Some(name) = &self.name {
            resource.name.clone_from(name);
        }
        if let Some(seconds) = self.access_token_lifetime {
            resource.access_token_lifetime = Lifetime::seconds(seconds);
        }
        if let Some(format) = self.access_token_format.as_deref() {
            let known = |_| format!("is {format:?}; it must be \"jwt\" or \"opaque\".");
            let parsed: Result<TokenFormat, _> = format.parse();
            resource.access_token_format = parsed
                .map_err(|why| ConfigError::setting(key("access_token_format"), known(why)))?;
        }
        let alg = self.access_token_alg.as_deref();
        resource.access_token_alg = alg
            .map(|name| algorithm(&key("access_token_alg"), name))
            .transpose()?;
        for id in &self.introspected_by {
            let parsed = id.parse().map_err(|_| {
                let problem = format!("has {id:?}, which is not the id of an application.");
                ConfigError::setting(key("introspected_by"), problem)
            })?;
            resource.introspected_by.push(parsed);
        }
        resource.is_default = self.default;
        let wrong = |why: oidc_core::resource_server::InvalidResource| {
            ConfigError::setting(key(why.member()), why.to_string())
        };
        resource.check().map_err(wrong)?;
        let scopes = self.scopes(&resource, place)?;
        Ok(DeclaredResource { resource, scopes })
    }

    fn indicator(&self, place: &str) -> Result<Indicator, ConfigError> {
        let wrong = |problem: String| ConfigError::setting(format!("{place}.indicator"), problem);
        let text = self.indicator.as_deref();
        let text = text.ok_or_else(|| {
            wrong(
                "is missing: the URI that names the API, like \"https://api.example.com\".".into(),
            )
        })?;
        text.parse()
            .map_err(|why| wrong(format!("is {text:?}, which {why}.")))
    }

    fn scopes(&self, of: &Resource, place: &str) -> Result<Vec<ResourceScope>, ConfigError> {
        let mut scopes: Vec<ResourceScope> = Vec::with_capacity(self.scopes.len());
        for (index, section) in self.scopes.iter().enumerate() {
            let wrong =
                |problem: String| ConfigError::setting(format!("{place}.scopes[{index}]"), problem);
            let name = section.name.clone().unwrap_or_default();
            let id = NAMELESS.parse();
            let scope = ResourceScope {
                id: id.map_err(|_| wrong("cannot be used.".to_owned()))?,
                resource_id: of.id.clone(),
                name,
                description: section.description.clone(),
                position: u32::try_from(index).unwrap_or(u32::MAX),
                created_at: Timestamp::EPOCH,
            };
            scope.check().map_err(|why| wrong(why.to_string()))?;
            if scopes.iter().any(|known| known.name == scope.name) {
                return Err(wrong(format!("has {:?} a second time.", scope.name)));
            }
            scopes.push(scope);
        }
        Ok(scopes)
    }
}

/// Checks all of them: no two of one name, none of the name that the management API has beside its
/// usual one, and one default at most.
///
/// # Errors
/// [`ConfigError::Setting`] for the first that cannot be used.
pub fn check_all(
    sections: &[Section],
    management_api: &str,
) -> Result<Vec<DeclaredResource>, ConfigError> {
    let mut declared: Vec<DeclaredResource> = Vec::with_capacity(sections.len());
    for (index, section) in sections.iter().enumerate() {
        let place = format!("resources[{index}]");
        let one = section.check(&place)?;
        let same = |known: &DeclaredResource| known.resource.indicator == one.resource.indicator;
        one.resource
            .check_is_not(management_api)
            .map_err(|why| ConfigError::setting(format!("{place}.indicator"), why.to_string()))?;
        if declared.iter().any(same) {
            let problem = format!("({}) is that of an earlier one.", one.resource.indicator);
            return Err(ConfigError::setting(format!("{place}.indicator"), problem));
        }
        if one.resource.is_default && declared.iter().any(|known| known.resource.is_default) {
            let problem = "= true stands at an earlier one too: one API can be the default.";
            return Err(ConfigError::setting(format!("{place}.default"), problem));
        }
        declared.push(one);
    }
    Ok(declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the management API is called beside its usual name.
    const OWN: &str = "https://id.example/api";

    const BOOKS: &str = r#"
        indicator = "https://api.example.com"
        name = "Books"
        scopes = [{ name = "read:books", description = "See the books" }, { name = "write:books" }]
    "#;

    fn check(text: &str) -> Result<DeclaredResource, String> {
        let section: Section = toml::from_str(text).unwrap();
        section
            .check("resources[0]")
            .map_err(|error| error.to_string())
    }

    #[test]
    fn an_api_has_the_defaults_of_the_protocol() {
        let books = check(BOOKS).unwrap();
        assert_eq!(books.resource.access_token_lifetime, Lifetime::hours(1));
        assert_eq!(books.resource.access_token_format, TokenFormat::Jwt);
        assert_eq!(books.scopes.len(), 2);
        let short =
            format!("{BOOKS}\naccess_token_lifetime = 60\naccess_token_format = \"opaque\"");
        let short = check(&short).unwrap().resource;
        assert_eq!(short.access_token_lifetime, Lifetime::seconds(60));
        assert_eq!(short.access_token_format, TokenFormat::Opaque);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_what_to_write() {
        for (from, to, told) in [
            (
                "indicator = \"https://api.example.com\"",
                "",
                "resources[0].indicator is missing",
            ),
            (
                "https://api.example.com",
                "books",
                "resources[0].indicator is \"books\"",
            ),
            (
                "https://api.example.com",
                "https://default.logto.app/api",
                "reserved",
            ),
            ("read:books", "read books", ".scopes[0]"),
            ("read:books", "openid", "OpenID Connect"),
            ("write:books", "read:books", "a second time"),
            ("name = \"Books\"", "name = \"\"", ".name must have"),
        ] {
            let error = check(&BOOKS.replace(from, to)).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
        for (line, told) in [
            ("access_token_lifetime = 59", "60 seconds"),
            ("access_token_format = \"paseto\"", "\"jwt\" or \"opaque\""),
            (
                "access_token_alg = \"HS256\"",
                "access_token_alg is \"HS256\"",
            ),
            ("introspected_by = [\"a b\"]", "introspected_by has \"a b\""),
        ] {
            let error = check(&format!("{BOOKS}\n{line}")).unwrap_err();
            assert!(error.contains(told), "{error}");
        }
    }

    #[test]
    fn two_apis_have_two_indicators_and_one_default() {
        let section = |text: &str| toml::from_str::<Section>(text).unwrap();
        let twice = check_all(&[section(BOOKS), section(BOOKS)], OWN).unwrap_err();
        assert!(
            twice.to_string().contains("resources[1].indicator"),
            "{twice}"
        );
        let films = BOOKS.replace("api.", "films.");
        let both = [BOOKS, &films].map(|text| section(&format!("{text}\ndefault = true")));
        let twice = check_all(&both, OWN).unwrap_err();
        assert!(
            twice.to_string().contains("resources[1].default"),
            "{twice}"
        );
        assert_eq!(
            check_all(&[section(BOOKS), section(&films)], OWN)
                .unwrap()
                .len(),
            2
        );
    }

    #[test]
    fn none_has_the_name_that_the_management_api_has_here() {
        let mut own: Section = toml::from_str(BOOKS).unwrap();
        own.indicator = Some(OWN.to_owned());
        let refused = check_all(&[own], OWN).unwrap_err().to_string();
        assert!(refused.contains("resources[0].indicator"), "{refused}");
        assert!(refused.contains("reserved"), "{refused}");
    }
}
