//! `/api/applications`: of several things that cannot be so, programs are told the one that they
//! expect; and what an application was made as it stays.

use serde_json::json;

use super::{
    applications::{create, path},
    caller::{Api, done, managed, refused},
};
use crate::kit::{World, on_both};

on_both! {
    whether_an_application_has_the_device_flow_stays_as_it_was_made,
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
