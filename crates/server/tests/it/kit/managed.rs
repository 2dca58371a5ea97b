//! An operator who manages a provider: a machine that calls its API.

use engine::access::holder::Holder;
use oidc_core::indicator::MANAGEMENT;
use serde_json::Value;
use tempfile::TempDir;

use super::{RelyingParty, Setup, Tokens, World, access};

/// The role that opens the API to machines.
const ROLE: &str = "Logto Management API access";

const SECRET: &str = "robot-secret-0123456789-01234567";

impl World {
    /// The same provider where other connections reach its database, with this in its file, and with a
    /// machine that may do everything.
    pub(crate) async fn managed(self, more: &str) -> (Self, TempDir) {
        let (world, folder) = self.on_disk().await;
        let robot = format!(
            "{more}\n[[applications]]\nid = \"robot\"\nkind = \"machine\"\nsecret = \"{SECRET}\"\n"
        );
        let setup = Setup {
            more: robot.leak(),
            ..Setup::default()
        };
        let world = world.set_up(setup).await;
        let robot = Holder::Client("robot".parse().unwrap());
        access(&world).assign_role(ROLE, &robot).await.unwrap();
        assert!(world.app.refresh_snapshot().await.unwrap());
        (world, folder)
    }

    /// What that machine does, which must succeed; what it is answered.
    pub(crate) async fn manage(&self, method: &str, path: &str, body: &Value) -> Value {
        let robot = RelyingParty {
            net: self.clone(),
            client: "robot",
            redirect_uri: "",
            secret: Some(SECRET),
        };
        let fields = [
            ("grant_type", "client_credentials"),
            ("resource", MANAGEMENT),
            ("scope", "all"),
        ];
        let token = Tokens::of(&robot.post("/oidc/token", &fields).await).access;
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/api{path}");
        let answer = self.call(method, &path, &headers, &body.to_string()).await;
        let status = answer.status;
        assert!(status.is_success(), "{path}: {status} {}", answer.body);
        answer.json()
    }
}
