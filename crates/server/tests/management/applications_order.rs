//! `/api/applications`: of several things that cannot be so, programs are told the one that they
//! expect; and what an application was made as it stays.

use serde_json::{Value, json};

use super::{
    applications::{create, path},
    caller::{Api, done, managed, refused},
};
use crate::kit::{World, on_both};

on_both! {
    of_several_things_that_cannot_be_the_first_is_told,
    what_only_protected_applications_have_is_refused_of_every_other,
    whether_an_application_has_the_device_flow_stays_as_it_was_made,
    what_is_part_of_signet_is_neither_changed_nor_removed,
    the_demo_app_is_shown_where_it_is_not_served_too,
}

async fn of_several_things_that_cannot_be_the_first_is_told(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let flow = json!({"isDeviceFlow": true});
    let exchange = json!({"allowTokenExchange": true});
    let place = json!({"subDomain": "shop", "origin": "https://shop.example"});
    let not_native = (422, "application.device_flow_native_only");
    let third_party = (400, "application.invalid_third_party_application_type");
    let needs_host = (400, "application.protected_app_metadata_is_required");
    let not_offered = (422, "application.protected_application_not_offered");
    let no_saml = (400, "application.saml.use_saml_app_api");
    let set = |metadata: &Value| json!({"customClientMetadata": metadata});
    let set_of_others =
        |metadata: &Value| json!({"customClientMetadata": metadata, "isThirdParty": true});
    let hosted_of_others = json!({"isThirdParty": true, "protectedAppMetadata": place});
    let mut with_all = hosted_of_others.clone();
    with_all["customClientMetadata"] = flow.clone();
    for (kind, more, (status, code)) in [
        ("SAML", set(&flow), no_saml),
        ("Protected", set(&flow), not_native),
        ("Protected", with_all, not_native),
        ("Protected", json!({"isThirdParty": true}), needs_host),
        ("Protected", hosted_of_others, third_party),
        (
            "Protected",
            json!({"protectedAppMetadata": place}),
            not_offered,
        ),
        ("MachineToMachine", set_of_others(&flow), not_native),
        ("MachineToMachine", set_of_others(&exchange), third_party),
    ] {
        let mut new = more;
        new["name"] = json!("Shop");
        new["type"] = json!(kind);
        refused(&api.post("/applications", new).await, status, code);
    }
    let none = done(&api.get("/applications?search=Shop").await, 200);
    assert_eq!(none, json!([]));
}

async fn what_only_protected_applications_have_is_refused_of_every_other(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    for kind in ["Native", "SPA", "Traditional", "MachineToMachine"] {
        let path = path(&create(&api, "Shop", kind).await);
        let before = done(&api.get(&path).await, 200);
        let place = json!({"origin": "https://a.example"});
        let said = json!({"name": "Other", "protectedAppMetadata": place});
        let answer = api.patch(&path, said).await;
        refused(&answer, 400, "application.protected_application_only");
        assert_eq!(done(&api.get(&path).await, 200), before);
        // A client that sends back what it has read says that there is none.
        let none = json!({"protectedAppMetadata": null});
        done(&api.patch(&path, none).await, 200);
    }
    let unknown = json!({"protectedAppMetadata": null});
    let unknown = api.patch("/applications/none", unknown).await;
    refused(&unknown, 404, "entity.not_exists_with_id");
}

async fn whether_an_application_has_the_device_flow_stays_as_it_was_made(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let fixed = "application.device_flow_not_changeable";
    for kind in ["Native", "SPA", "Traditional", "MachineToMachine"] {
        let path = path(&create(&api, "Shop", kind).await);
        let flow = |is: bool| json!({"customClientMetadata": {"isDeviceFlow": is}});
        refused(&api.patch(&path, flow(true)).await, 422, fixed);
        // What else is said does not change that.
        let both = json!({"isDeviceFlow": true, "allowTokenExchange": true});
        let both = json!({"customClientMetadata": both});
        refused(&api.patch(&path, both).await, 422, fixed);
        let shown = done(&api.get(&path).await, 200);
        assert_eq!(shown["customClientMetadata"], json!({}), "{kind}");
        // One that says no has none, as one that says nothing.
        done(&api.patch(&path, flow(false)).await, 200);
        let emptied = json!({"customClientMetadata": {}});
        done(&api.patch(&path, emptied).await, 200);
    }
    // There is none yet: that of a later version is not lost here by what does not name it.
    let path = path(&create(&api, "Television", "Native").await);
    let id = path.rsplit('/').next().unwrap();
    world
        .sql(&format!(
            "update client_details set metadata = '{{\"isDeviceFlow\":true}}' \
             where client_id = '{id}'"
        ))
        .await;
    let emptied = json!({"customClientMetadata": {}});
    refused(&api.patch(&path, emptied).await, 422, fixed);
}

async fn what_is_part_of_signet_is_neither_changed_nor_removed(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    world
        .sql("update clients set source = 'built-in' where id in ('web', 'spa')")
        .await;
    let built_in = "application.built_in";
    for id in ["web", "spa"] {
        let path = format!("/applications/{id}");
        let before = done(&api.get(&path).await, 200);
        assert_eq!(before["source"], "built-in");
        let change = api.patch(&path, json!({"name": "Other"})).await;
        refused(&change, 422, built_in);
        let data = format!("{path}/custom-data");
        let merge = api.patch(&data, json!({"a": 1})).await;
        refused(&merge, 422, built_in);
        refused(&api.delete(&path).await, 422, built_in);
        assert_eq!(done(&api.get(&path).await, 200), before);
    }
}

async fn the_demo_app_is_shown_where_it_is_not_served_too(world: World) {
    let (world, _folder) = managed(world).await;
    let api = Api::of(&world).await;
    let path = "/applications/demo-app";
    let shown = done(&api.get(path).await, 200);
    let expected = json!({
        "tenantId": "default", "id": "demo-app", "name": "Bookstore", "description": null,
        "type": "Traditional",
        "oidcClientMetadata": {"redirectUris": [], "postLogoutRedirectUris": []},
        "customClientMetadata": {}, "protectedAppMetadata": null, "customData": {},
        "isThirdParty": false, "appLevelAccessControlEnabled": false, "createdAt": 0,
        "source": "built-in", "isAdmin": false,
    });
    assert_eq!(shown, expected);
    // It is in no list, and nothing of it can be changed.
    let listed = done(&api.get("/applications").await, 200);
    let mut listed = listed.as_array().unwrap().iter();
    assert!(listed.all(|one| one["id"] != "demo-app"));
    let change = api.patch(path, json!({"name": "Other"})).await;
    refused(&change, 404, "entity.not_exists_with_id");
    refused(&api.delete(path).await, 404, "entity.not_exists_with_id");
    // No other one is made up.
    let other = api.get("/applications/demo-api").await;
    refused(&other, 404, "entity.not_exists_with_id");
}
