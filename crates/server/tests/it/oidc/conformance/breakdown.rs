//! What breaks down is told by its registered code, too (RFC 6749 §5.2).

use crate::kit::{World, on_both};

on_both! {
    a_row_that_cannot_be_understood_is_an_error_of_the_server,
}

async fn a_row_that_cannot_be_understood_is_an_error_of_the_server(world: World) {
    let (world, _folder) = world.on_disk().await;
    let web = world.relying_party("web");
    let tokens = web.sign_in("ada@example.com").await;
    world
        .sql("update refresh_families set scope = 'a\"b'")
        .await;
    let answer = web.refresh(tokens.refresh()).await;
    answer.refused(500, "server_error");
    world
        .sql("update refresh_families set scope = 'openid'")
        .await;
    assert_eq!(web.refresh(tokens.refresh()).await.status, 200);
}
