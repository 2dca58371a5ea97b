//! The JSON of an HTTP endpoint.

use serde_json::json;

use super::kit::{complaint, object};
use crate::{ConnectorConfig, FactoryId};

#[test]
fn an_http_connector_of_logto_is_read() {
    let config = json!({"endpoint": "https://m.example/send", "authorization": "Bearer x"});
    let ConnectorConfig::Http(read) = FactoryId::Http.read(&object(config)).unwrap() else {
        panic!("another kind")
    };
    assert_eq!(read.authorization.unwrap().expose(), "Bearer x");
    assert!(read.signing_key.is_none());
    assert_eq!(complaint(FactoryId::Http, json!({})).0, "endpoint");
}
