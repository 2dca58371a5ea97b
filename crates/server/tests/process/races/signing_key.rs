//! Key rotation: asked for many times at once, it makes one key that follows the one that signs.

use serde_json::Value;

use super::field::{Field, MANY, in_every_setting};
use crate::kit::Server;

in_every_setting!(rotations_at_once_make_one_next_key_across_a_kill_too);

const NEXT: &str = "select count(*) from signing_keys where stage = 'next' and algorithm = 'ES256'";
const NONE_NEXT: &str = "delete from signing_keys where stage = 'next'";
const ROTATE: [&str; 4] = ["keys", "rotate", "--alg", "ES256"];

async fn rotations_at_once_make_one_next_key_across_a_kill_too(mut field: Field) {
    let (mut walk, before) = (field.journey(), kids(&field.servers[0]).await);
    walk.sign_in("ada@example.com").await;
    for is_killed in [false, true] {
        field.world.database.change(NONE_NEXT).await;
        let commands = field.commands(MANY, &ROTATE);
        if is_killed {
            field.servers[0].kill_and_restart().await;
        }
        for command in commands {
            let output = command.await.unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{said}");
        }
        assert_eq!(field.world.database.number(NEXT).await, 1);
    }
    // Published at every server, and what was published before is so still.
    for server in &field.servers {
        let mut kids = kids(server).await;
        while kids.len() <= before.len() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            kids = self::kids(server).await;
        }
        assert_eq!(kids.len(), before.len() + 1);
        assert!(before.iter().all(|kid| kids.contains(kid)), "{kids:?}");
    }
}

async fn kids(server: &Server) -> Vec<Value> {
    let mut browser = server.browser();
    let url = browser.net.url("/oidc/jwks");
    let keys = browser.get(&url).await.json();
    let keys = keys["keys"].as_array().unwrap().iter();
    keys.map(|key| key["kid"].clone()).collect()
}
