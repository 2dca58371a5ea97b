//! What the management API costs when there is much: many people, many applications, many grants.

pub mod change;
pub mod cluster;
pub mod crowd;
pub mod database;
pub mod filling;
pub mod instance_key;
pub mod operator;
pub mod question;
pub mod reading;
pub mod removal;
pub mod run;
pub mod size;
