//! The settings as they are shown.

use std::collections::BTreeMap;

use engine::{
    breakdown::Breakdown,
    settings::{Layers, file_owned},
    snapshot::policy,
};
use oidc_core::account::experience::{SignInExperience, others};
use serde_json::{Map, Value, json};

pub(crate) use super::members::PublicRecord;
use super::members::Record;

/// As an operator sees them, with the places of what the file sets.
///
/// # Errors
/// When something that is stored cannot be read.
pub(super) fn record(
    layers: &Layers,
    places: &BTreeMap<String, String>,
) -> Result<Record, Breakdown> {
    let experience = layers.experience().map_err(Breakdown::new)?;
    let mut members = members(&experience)?;
    let declared = file_owned::members(layers.of_file.as_ref());
    let declared = declared.iter().map(|path| file_owned::dotted(path));
    let declared: Vec<String> = declared.collect();
    // Another server may have taken over a file that sets other members.
    let places = declared
        .iter()
        .filter_map(|path| places.get_key_value(path));
    let places: Map<String, Value> = places
        .map(|(path, place)| (path.clone(), place.as_str().into()))
        .collect();
    members.insert("declaredAt".to_owned(), places.into());
    members.insert("declaredInFile".to_owned(), declared.into());
    serde_json::from_value(Value::Object(members)).map_err(Breakdown::new)
}

/// As everybody may read them.
///
/// # Errors
/// When something that is in force has another form.
pub(crate) fn public(experience: &SignInExperience) -> Result<PublicRecord, Breakdown> {
    let mut members = members(experience)?;
    let more = json!({
        "socialConnectors": [], "ssoConnectors": [],
        "forgotPassword": {"email": false, "phone": false},
        "isDevelopmentTenant": false, "customProfileFields": [], "customProfileFieldCatalog": [],
    });
    if let Value::Object(more) = more {
        members.extend(more);
    }
    serde_json::from_value(Value::Object(members)).map_err(Breakdown::new)
}

/// All of them; those that nobody has set are what they are then.
fn members(experience: &SignInExperience) -> Result<Map<String, Value>, Breakdown> {
    let mut members = others::defaults();
    let set = serde_json::to_value(experience).map_err(Breakdown::new)?;
    if let Value::Object(set) = set {
        members.extend(set);
    }
    // Programs expect all three to be there, and send back what they have read.
    let branding = policy::branding(experience);
    let own = &experience.color;
    let color = json!({
        "primaryColor": own.primary_color.as_ref().unwrap_or(&branding.primary_color),
        "isDarkModeEnabled": own.is_dark_mode_enabled,
        "darkPrimaryColor": own.dark_primary_color.clone().unwrap_or_else(|| branding.dark_color()),
    });
    members.insert("color".to_owned(), color);
    members.insert("tenantId".to_owned(), "default".into());
    members.insert("id".to_owned(), "default".into());
    Ok(members)
}
