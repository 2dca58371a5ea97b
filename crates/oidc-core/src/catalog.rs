//! Which APIs there are, and what each role allows there: all that decides which scopes a token
//! gets.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use crate::{
    client::Client,
    id::{ClientId, ResourceId, RoleId, ScopeId},
    indicator::MANAGEMENT,
    resource_server::{InvalidTarget, Resource, ResourceScope},
    role::{Role, RoleKind},
    scope::{self, Scope},
};

/// An API with what may be done there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Api {
    /// The API.
    pub resource: Resource,
    /// What may be done there.
    pub scopes: Vec<ResourceScope>,
}

impl Api {
    /// Whether something of this name may be done there.
    pub fn has_scope(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| scope.name == name)
    }
}

/// The rows it is made from.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// All APIs.
    pub resources: Vec<Resource>,
    /// What may be done at all of them.
    pub scopes: Vec<ResourceScope>,
    /// All roles.
    pub roles: Vec<Role>,
    /// Which role allows what.
    pub role_scopes: Vec<(RoleId, ScopeId)>,
}

#[derive(Debug, Clone)]
struct Known {
    role: Role,
    scopes: HashSet<ScopeId>,
}

/// All APIs and roles that may be used: not those that are disabled.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    apis: HashMap<String, Arc<Api>>,
    roles: HashMap<RoleId, Known>,
    default: Option<String>,
    /// The management API under a second name, which a token carries that was asked for by it.
    management: Option<Arc<Api>>,
    /// The clients that may have people's tokens for the management API.
    console: HashSet<ClientId>,
}

impl Catalog {
    /// From rows; `console` are the clients that people manage the instance with.
    pub fn new(rows: Rows, console: HashSet<ClientId>) -> Self {
        let mut scopes: HashMap<ResourceId, Vec<ResourceScope>> = HashMap::new();
        for scope in rows.scopes {
            scopes
                .entry(scope.resource_id.clone())
                .or_default()
                .push(scope);
        }
        let mut allowed: HashMap<RoleId, HashSet<ScopeId>> = HashMap::new();
        for (role, scope) in rows.role_scopes {
            allowed.entry(role).or_default().insert(scope);
        }
        let mut catalog = Self {
            console,
            ..Self::default()
        };
        for resource in rows.resources.into_iter().filter(|api| !api.disabled) {
            let indicator = resource.indicator.to_string();
            if resource.is_default {
                catalog.default = Some(indicator.clone());
            }
            let scopes = scopes.remove(&resource.id).unwrap_or_default();
            let api = Api { resource, scopes };
            catalog.apis.insert(indicator, Arc::new(api));
        }
        for role in rows.roles.into_iter().filter(|role| !role.disabled) {
            let scopes = allowed.remove(&role.id).unwrap_or_default();
            catalog
                .roles
                .insert(role.id.clone(), Known { role, scopes });
        }
        catalog
    }

    /// The same, with a second name for the management API: the address of this instance, which
    /// no other API can have then. What is no indicator is no name either.
    #[must_use]
    pub fn with_management_as(mut self, name: &str) -> Self {
        let management = self.apis.get(MANAGEMENT);
        self.management = management.and_then(|api| {
            let mut second = Api::clone(api);
            second.resource.indicator = name.parse().ok()?;
            Some(Arc::new(second))
        });
        self
    }

    /// The API of that name.
    ///
    /// # Errors
    /// [`InvalidTarget::Unknown`].
    pub fn find(&self, indicator: &str) -> Result<&Arc<Api>, InvalidTarget> {
        let unknown = || InvalidTarget::Unknown(indicator.chars().take(256).collect());
        let second = self.management.as_ref();
        second
            .filter(|api| api.resource.indicator.as_str() == indicator)
            .or_else(|| self.apis.get(indicator))
            .ok_or_else(unknown)
    }

    /// The API with that id.
    pub fn by_id(&self, id: &str) -> Option<&Api> {
        self.apis().find(|api| api.resource.id.as_str() == id)
    }

    /// The API of that name, for tokens of people that go to this client.
    ///
    /// # Errors
    /// [`InvalidTarget`]: for the management API, only the console gets people's tokens. A client that
    /// an administrator signs in to could otherwise act for them everywhere.
    pub fn for_people_of(
        &self,
        client: &Client,
        indicator: &str,
    ) -> Result<&Arc<Api>, InvalidTarget> {
        let api = self.find(indicator)?;
        if api.resource.is_management() && !self.console.contains(&client.id) {
            return Err(InvalidTarget::Management);
        }
        Ok(api)
    }

    /// The API that is meant where none is named.
    pub fn default_resource(&self) -> Option<&Arc<Api>> {
        self.default.as_ref().and_then(|name| self.apis.get(name))
    }

    /// Every API.
    pub fn apis(&self) -> impl Iterator<Item = &Api> {
        self.apis.values().map(Arc::as_ref)
    }

    /// Whether a scope of this name means anything, at the provider or at some API.
    pub fn knows_scope(&self, name: &str) -> bool {
        scope::KNOWN.contains(&name) || self.apis.values().any(|api| api.has_scope(name))
    }

    /// Of what an authorization request asks for, what means something there: scopes of the
    /// provider itself and those of the resources it names.
    pub fn asked_for(&self, scope: Scope, resources: &[String]) -> Scope {
        let apis = resources.iter().filter_map(|name| self.find(name).ok());
        let apis: Vec<&Arc<Api>> = apis.collect();
        scope
            .only(|name| scope::KNOWN.contains(&name) || apis.iter().any(|api| api.has_scope(name)))
    }

    /// Of these scopes, those that each of these resources knows, by its id.
    pub fn by_resource(&self, scope: &Scope, resources: &[String]) -> BTreeMap<String, Scope> {
        let apis = resources.iter().filter_map(|name| self.find(name).ok());
        let own = apis.map(|api| {
            let own = scope.clone().only(|name| api.has_scope(name));
            (api.resource.id.to_string(), own)
        });
        own.collect()
    }

    /// Of what is asked for, in the order asked, what these roles allow at an API. Roles of the
    /// other kind count for nothing.
    pub fn granted(&self, asked: Scope, api: &Api, roles: &[RoleId], kind: RoleKind) -> Scope {
        let known = roles.iter().filter_map(|id| self.roles.get(id));
        let held: Vec<&Known> = known.filter(|known| known.role.kind == kind).collect();
        asked.only(|name| {
            let mut scopes = api.scopes.iter().filter(|scope| scope.name == name);
            scopes.any(|scope| held.iter().any(|known| known.scopes.contains(&scope.id)))
        })
    }

    /// The names of a person's roles, in alphabetical order: the `roles` claim.
    pub fn role_names(&self, roles: &[RoleId]) -> Vec<String> {
        let known = roles.iter().filter_map(|id| self.roles.get(id));
        let mut names: Vec<String> = known.map(|known| known.role.name.clone()).collect();
        names.sort();
        names
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::{
        client::{ClientKind, tests::client},
        role::tests::role,
        source::Source,
        time::Timestamp,
    };

    pub(crate) const BOOKS: &str = "https://books.example";
    pub(crate) const FILMS: &str = "https://films.example";

    impl Catalog {
        pub(crate) fn make_default(&mut self, indicator: &str) {
            self.default = Some(indicator.to_owned());
        }
    }

    fn api(id: &str, indicator: &str, names: &[&str]) -> (Resource, Vec<ResourceScope>) {
        let resource_id: ResourceId = id.parse().unwrap();
        let (indicator, now) = (indicator.parse().unwrap(), Timestamp::EPOCH);
        let resource = Resource::new(resource_id.clone(), indicator, Source::Console, now);
        let scope = |name: &&str| ResourceScope {
            id: format!("{id}-{}", name.replace(':', "-")).parse().unwrap(),
            resource_id: resource_id.clone(),
            name: (*name).to_owned(),
            description: None,
            position: 0,
            created_at: now,
        };
        (resource, names.iter().map(scope).collect())
    }

    pub(crate) fn console_client() -> Client {
        let mut console = client(ClientKind::Spa, &[]);
        console.id = "admin-console".parse().unwrap();
        console
    }

    fn rows() -> Rows {
        let mut rows = Rows::default();
        for (resource, scopes) in [
            api("books", BOOKS, &["read", "write", "lend"]),
            api("films", FILMS, &["read", "show"]),
            api("management-api", MANAGEMENT, &["all"]),
        ] {
            rows.resources.push(resource);
            rows.scopes.extend(scopes);
        }
        rows.resources[0].introspected_by = vec!["books-api".parse().unwrap()];
        for (name, kind, scopes) in [
            ("reader", RoleKind::User, &["books-read", "films-read"][..]),
            ("writer", RoleKind::User, &["books-write"]),
            ("robot", RoleKind::Machine, &["books-lend", "books-read"]),
        ] {
            let role = role(name, kind);
            let pairs = scopes
                .iter()
                .map(|id| (role.id.clone(), id.parse().unwrap()));
            rows.role_scopes.extend(pairs);
            rows.roles.push(role);
        }
        rows
    }

    pub(crate) fn catalog() -> Catalog {
        Catalog::new(rows(), [console_client().id].into())
    }

    fn ids(names: &[&str]) -> Vec<RoleId> {
        names.iter().map(|name| name.parse().unwrap()).collect()
    }

    fn granted(catalog: &Catalog, asked: &str, roles: &[&str], kind: RoleKind) -> String {
        let api = catalog.find(BOOKS).unwrap();
        let asked = asked.parse().unwrap();
        catalog.granted(asked, api, &ids(roles), kind).to_string()
    }

    #[test]
    fn what_is_granted_is_asked_for_and_allowed_in_the_order_asked() {
        let catalog = catalog();
        let of = |asked, roles: &[&str]| granted(&catalog, asked, roles, RoleKind::User);
        assert_eq!(
            of("write read openid teapot", &["reader", "writer"]),
            "write read"
        );
        assert_eq!(of("write read", &["reader"]), "read");
        assert_eq!(of("", &["reader"]), "");
        assert_eq!(of("write read", &[]), "");
        assert_eq!(of("show", &["reader"]), "", "another API's");
    }

    #[test]
    fn roles_of_machines_give_people_nothing_and_the_other_way_round() {
        let catalog = catalog();
        assert_eq!(
            granted(&catalog, "lend read", &["robot"], RoleKind::User),
            ""
        );
        assert_eq!(
            granted(&catalog, "lend read", &["reader"], RoleKind::Machine),
            ""
        );
        let both = &["robot", "reader"];
        assert_eq!(
            granted(&catalog, "lend read", both, RoleKind::Machine),
            "lend read"
        );
    }

    #[test]
    fn what_is_disabled_is_not_there() {
        let mut rows = rows();
        rows.roles[0].disabled = true;
        rows.resources[1].disabled = true;
        let catalog = Catalog::new(rows, HashSet::new());
        assert_eq!(granted(&catalog, "read", &["reader"], RoleKind::User), "");
        assert!(catalog.role_names(&ids(&["reader"])).is_empty());
        assert!(catalog.find(FILMS).is_err() && !catalog.knows_scope("show"));
        assert!(catalog.find(BOOKS).is_ok() && catalog.knows_scope("lend"));
    }

    #[test]
    fn a_request_keeps_the_scopes_of_the_resources_it_names() {
        let catalog = catalog();
        let asked = |scope: &str, names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            catalog
                .asked_for(scope.parse().unwrap(), &names)
                .to_string()
        };
        assert_eq!(asked("openid show write teapot", &[BOOKS]), "openid write");
        assert_eq!(
            asked("openid show write", &[BOOKS, FILMS]),
            "openid show write"
        );
        assert_eq!(asked("openid write", &[]), "openid");
    }

    #[test]
    fn each_resource_gets_its_own_of_the_scopes() {
        let scope = "openid read show".parse().unwrap();
        let names = [BOOKS, FILMS, "urn:unknown"].map(str::to_owned);
        let own = catalog().by_resource(&scope, &names);
        let own: Vec<(&str, String)> = own
            .iter()
            .map(|(k, v)| (k.as_str(), v.to_string()))
            .collect();
        assert_eq!(
            own,
            [
                ("books", "read".to_owned()),
                ("films", "read show".to_owned())
            ]
        );
    }

    #[test]
    fn roles_are_told_by_name_in_alphabetical_order() {
        let names = catalog().role_names(&ids(&["writer", "gone", "reader"]));
        assert_eq!(names, ["The reader", "The writer"]);
    }

    #[test]
    fn t_21_by_its_second_name_the_management_api_is_for_the_console_alone_too() {
        const SECOND: &str = "https://id.example/api";
        let other = client(ClientKind::Traditional, &[]);
        assert!(catalog().find(SECOND).is_err());
        let catalog = catalog().with_management_as(SECOND);
        for name in [MANAGEMENT, SECOND] {
            let refused = catalog.for_people_of(&other, name).map(|_| ());
            assert_eq!(refused, Err(InvalidTarget::Management), "{name}");
            let api = catalog.for_people_of(&console_client(), name).unwrap();
            assert_eq!(api.resource.indicator.as_str(), name);
            assert_eq!(api.resource.id.as_str(), "management-api");
        }
        // What is no indicator is no name.
        assert!(catalog.with_management_as("no uri").find("no uri").is_err());
    }
}
