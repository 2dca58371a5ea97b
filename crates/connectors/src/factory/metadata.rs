//! What is shown of a factory: its names, how it is set up, and the form of its configuration.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A factory, in the members of Logto's API.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Metadata {
    /// The factory's name on the wire.
    pub id: String,
    /// What it sends.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// The same as `id`: it matters for social connectors.
    pub target: String,
    /// Matters for social connectors.
    pub platform: Option<String>,
    /// What it is called.
    pub name: Phrases,
    /// What it does, in one sentence.
    pub description: Phrases,
    /// A picture, as a `data:` URI.
    pub logo: String,
    /// The same for dark surroundings.
    pub logo_dark: Option<String>,
    /// How it is set up, in English, as Markdown.
    #[serde(skip_deserializing)]
    pub readme: String,
    /// How it is set up, as Markdown.
    #[serde(skip_deserializing)]
    pub readmes: Phrases,
    /// The form of its configuration.
    pub form_items: Vec<FormItem>,
    /// Whether the target is free to choose.
    pub is_standard: bool,
    /// Whether it keeps tokens of a provider.
    pub is_token_storage_supported: bool,
}

/// What a connector is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Kind {
    /// Mail.
    #[default]
    Email,
}

/// A text in the languages of the console.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phrases {
    /// English.
    pub en: String,
    /// French.
    pub fr: String,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FormItem {
    /// How it is entered.
    #[serde(rename = "type")]
    pub kind: FormItemType,
    /// The member of the configuration.
    pub key: String,
    /// What it is called, in English.
    #[serde(skip_deserializing)]
    pub label: String,
    /// What it is called.
    pub labels: Phrases,
    /// What stands in the empty field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholder: Option<String>,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// What it holds at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_value: Option<Value>,
    /// What should be known about it, in English.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What should be known about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descriptions: Option<Phrases>,
    /// What is told of it on demand, in English.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub tooltip: Option<String>,
    /// What is told of it on demand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tooltips: Option<Phrases>,
    /// Whether it holds a secret.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_confidential: bool,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub select_items: Vec<SelectItem>,
    /// When it is shown: all of these members have these values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub show_conditions: Vec<ShowCondition>,
}

/// How a field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FormItemType {
    /// One line.
    Text,
    /// A number.
    Number,
    /// Several lines.
    MultilineText,
    /// Yes or no.
    Switch,
    /// One of several.
    Select,
    /// Some of several.
    MultiSelect,
    /// JSON.
    Json,
}

/// One of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SelectItem {
    /// What the configuration holds.
    pub value: String,
    /// What is shown.
    pub title: String,
}

/// A member that has this value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ShowCondition {
    /// The member.
    pub target_key: String,
    /// The value.
    pub expect_value: Value,
}

impl Metadata {
    /// From the embedded file. One that is no such file, which a test excludes, is shown empty.
    pub(super) fn read(json: &str, readmes: Phrases) -> Self {
        let mut metadata: Self = serde_json::from_str(json).unwrap_or_default();
        metadata.readme.clone_from(&readmes.en);
        metadata.readmes = readmes;
        for item in &mut metadata.form_items {
            item.label.clone_from(&item.labels.en);
            item.description = item.descriptions.as_ref().map(|words| words.en.clone());
            item.tooltip = item.tooltips.as_ref().map(|words| words.en.clone());
        }
        metadata
    }
}
