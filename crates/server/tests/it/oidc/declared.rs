//! APIs, roles and what they allow, as the file declares them and as they stand in the database.

use engine::{
    access::resource::{ResourceChange, ScopeDescription},
    precondition::Precondition,
};
use oidc_core::source::Source;

use super::{
    super::kit::{World, access, on_both},
    apis::with_apis,
};

on_both! {
    what_differs_from_the_file_is_brought_back_at_the_next_start,
    scopes_stand_in_the_order_in_which_they_were_given,
}

/// What the file decides, without the times and ids that it does not.
async fn standing(world: &World) -> String {
    let read = world.app.store.read(|mut tx| async move {
        let resources = tx.resources().all().await?.rows;
        let scopes = tx.resources().all_scopes().await?.rows;
        let (roles, allowed) = (tx.roles().all().await?.rows, tx.roles().all_scopes().await?);
        let mut lines = Vec::new();
        for scope in &scopes {
            let api = resources.iter().find(|api| api.id == scope.resource_id);
            let api = api.unwrap().indicator.as_str().to_owned();
            lines.push(format!("{api} {} {:?}", scope.name, scope.description));
        }
        for (role, scope) in &allowed {
            let role = roles.iter().find(|row| row.id == *role).unwrap();
            let scope = scopes.iter().find(|row| row.id == *scope).unwrap();
            lines.push(format!(
                "{} may {} {}",
                role.name, scope.name, role.disabled
            ));
        }
        for (client, role) in tx.client_roles().all().await? {
            let role = roles.iter().find(|row| row.id == role).unwrap();
            lines.push(format!("{client} is {}", role.name));
        }
        lines.sort();
        Ok::<_, store::StoreError>(lines.join("\n"))
    });
    read.await.unwrap()
}

async fn what_differs_from_the_file_is_brought_back_at_the_next_start(world: World) {
    let (world, _folder) = world.on_disk().await;
    let world = with_apis(&world).await;
    let declared = standing(&world).await;
    assert!(declared.contains("robot is Robot") && declared.contains("Writer may write:books"));
    let versions = "select cast(sum(number) as bigint) from versions";
    let version = world.number(versions).await;
    world.another_node().await;
    assert_eq!(world.number(versions).await, version, "nothing was written");
    for damage in [
        "delete from client_roles",
        "insert into client_roles (client_id, role_id, kind, created_at) \
            select 'robot', id, 'machine', 0 from roles where id = 'management-api-access'",
        "delete from role_scopes where role_id in (select id from roles where name = 'Robot')",
        "insert into role_scopes (role_id, scope_id) select roles.id, scopes.id \
            from roles, scopes where roles.name = 'Writer' and scopes.name = 'show'",
        "delete from scopes where name = 'write:books'",
        "update scopes set description = 'Anything' where name = 'show'",
        "update scopes set name = 'other' where name = 'show'",
        "update roles set disabled = true where name = 'Reader'",
        "delete from resources where indicator = 'https://films.example'",
    ] {
        world.sql(damage).await;
        assert_ne!(standing(&world).await, declared, "{damage}");
        world.another_node().await;
        assert_eq!(standing(&world).await, declared, "{damage}");
    }
}

async fn scopes_stand_in_the_order_in_which_they_were_given(world: World) {
    let access = access(&world);
    let indicator: oidc_core::indicator::Indicator = "https://many.example".parse().unwrap();
    let given = |names: &[&str]| ResourceChange {
        add_scopes: names
            .iter()
            .map(|name| ScopeDescription {
                name: (*name).to_owned(),
                description: None,
            })
            .collect(),
        ..ResourceChange::default()
    };
    let first = given(&["z", "c", "y", "b", "x", "a"]);
    let added = access.add_resource(indicator.clone(), &first, Source::Console);
    added.await.unwrap();
    // Two more, and one that is there stays where it is.
    let more = given(&["w", "c", "d"]);
    access
        .set_resource(&indicator, &more, &Precondition::NONE)
        .await
        .unwrap();
    let found = access.find_resource(&indicator).await.unwrap().unwrap();
    let names: Vec<_> = found
        .scopes
        .iter()
        .map(|scope| scope.name.as_str())
        .collect();
    assert_eq!(names, ["z", "c", "y", "b", "x", "a", "w", "d"]);
}
