//! Administrators: how the first one is made, and that one remains.

mod address;
mod declared;
mod last;
mod recover;
mod set_up;
