//! Factories as they are shown.

use engine::connector::{
    FactoryId,
    metadata::{FormItem, Metadata, Phrases},
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// What connectors are made of.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorFactory)]
pub(super) struct FactoryBody {
    /// Its id.
    id: String,
    /// Whether its connectors are there to look at only: of none.
    is_demo: bool,
    #[serde(flatten)]
    of_all: OfFactory,
}

/// What a factory says of all of its connectors.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = OfConnectorFactory)]
pub(super) struct OfFactory {
    /// What its connectors carry: `Email`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The provider.
    target: String,
    /// For applications of what kind, where people sign in by it.
    platform: Option<String>,
    /// What it is called.
    name: PhrasesBody,
    /// What it does.
    description: PhrasesBody,
    /// A picture.
    logo: String,
    /// The same on a dark ground.
    logo_dark: Option<String>,
    /// How it is set up, in English, as Markdown.
    readme: String,
    /// How it is set up, as Markdown.
    readmes: PhrasesBody,
    /// A configuration to begin with, as the text of a JSON object.
    config_template: String,
    /// The form of its configuration.
    form_items: Vec<FormItemBody>,
    /// Whether there may be many, each for a provider of its own.
    is_standard: bool,
    /// Whether its connectors keep tokens.
    is_token_storage_supported: bool,
}

/// A text in each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Phrases)]
pub(super) struct PhrasesBody {
    /// In English.
    en: String,
    /// In French.
    fr: String,
}

impl From<&Phrases> for PhrasesBody {
    fn from(phrases: &Phrases) -> Self {
        Self {
            en: phrases.en.clone(),
            fr: phrases.fr.clone(),
        }
    }
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorFormItem)]
pub(super) struct FormItemBody {
    /// How it is entered: `Text`, `Number`, `MultilineText`, `Switch`, `Select`, `MultiSelect`,
    /// `Json`.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    kind: Value,
    /// The member of the configuration.
    key: String,
    /// What it is called, in English.
    label: String,
    /// What it is called.
    labels: PhrasesBody,
    /// What stands in the empty field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    placeholder: Option<String>,
    /// Whether it must be filled.
    required: bool,
    /// What it holds at first.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<Value>,
    /// What should be known about it, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    description: Option<String>,
    /// What should be known about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    descriptions: Option<PhrasesBody>,
    /// What is told of it when it is asked for, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tooltip: Option<String>,
    /// What is told of it when it is asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    tooltips: Option<PhrasesBody>,
    /// Whether it holds a secret.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    is_confidential: Option<bool>,
    /// What can be chosen.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false, required = false)]
    select_items: Vec<SelectItemBody>,
    /// When it is shown: all of these members have these values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(nullable = false, required = false)]
    show_conditions: Vec<ShowConditionBody>,
}

/// One of several.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ConnectorFormChoice)]
pub(super) struct SelectItemBody {
    /// What the configuration holds.
    value: String,
    /// What is shown.
    title: String,
}

/// A member that has this value.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = ConnectorFormCondition)]
pub(super) struct ShowConditionBody {
    /// The member.
    target_key: String,
    /// The value.
    expect_value: Value,
}

impl From<&FormItem> for FormItemBody {
    fn from(item: &FormItem) -> Self {
        let choices = item.select_items.iter().map(|choice| SelectItemBody {
            value: choice.value.clone(),
            title: choice.title.clone(),
        });
        let conditions = item.show_conditions.iter().map(|shown| ShowConditionBody {
            target_key: shown.target_key.clone(),
            expect_value: shown.expect_value.clone(),
        });
        Self {
            kind: serde_json::to_value(item.kind).unwrap_or_default(),
            key: item.key.clone(),
            label: item.label.clone(),
            labels: PhrasesBody::from(&item.labels),
            placeholder: item.placeholder.clone(),
            required: item.required,
            default_value: item.default_value.clone(),
            description: item.description.clone(),
            descriptions: item.descriptions.as_ref().map(PhrasesBody::from),
            tooltip: item.tooltip.clone(),
            tooltips: item.tooltips.as_ref().map(PhrasesBody::from),
            is_confidential: item.is_confidential.then_some(true),
            select_items: choices.collect(),
            show_conditions: conditions.collect(),
        }
    }
}

impl FactoryBody {
    /// One of those there are.
    pub(super) fn of(factory: FactoryId) -> Self {
        Self {
            id: factory.metadata().id.clone(),
            is_demo: false,
            of_all: OfFactory::of(factory),
        }
    }
}

impl OfFactory {
    /// Of one of those there are.
    pub(super) fn of(factory: FactoryId) -> Self {
        let of: &Metadata = factory.metadata();
        Self {
            kind: EMAIL,
            target: of.target.clone(),
            platform: of.platform.clone(),
            name: PhrasesBody::from(&of.name),
            description: PhrasesBody::from(&of.description),
            logo: of.logo.clone(),
            logo_dark: of.logo_dark.clone(),
            readme: of.readme.clone(),
            readmes: PhrasesBody::from(&of.readmes),
            config_template: template(&of.form_items),
            form_items: of.form_items.iter().map(FormItemBody::from).collect(),
            is_standard: of.is_standard,
            is_token_storage_supported: of.is_token_storage_supported,
        }
    }
}

/// What must be said in a configuration, and what is said in it at first.
fn template(items: &[FormItem]) -> String {
    let said = |item: &&FormItem| item.required || item.default_value.is_some();
    let members = items.iter().filter(said).map(|item| {
        let placeholder = item.placeholder.clone();
        let stands = placeholder.unwrap_or_else(|| format!("<{}>", item.key));
        let default = item.default_value.clone();
        (item.key.clone(), default.unwrap_or(Value::String(stands)))
    });
    let members: Map<String, Value> = members.collect();
    serde_json::to_string_pretty(&members).unwrap_or_default()
}

/// What all connectors carry so far.
const EMAIL: &str = "Email";
