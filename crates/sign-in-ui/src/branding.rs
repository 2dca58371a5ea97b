//! How an operator's sign-in pages look: name, colours, logos, links.

use crate::color::{Color, InvalidColor, Palette};

/// Signet's own colour.
const OWN: Color = Color::new(0x1d, 0x5b, 0x4f);
/// The same in the dark.
const OWN_DARK: Color = Color::new(0x62, 0xbd, 0xa6);
/// The darkest light background and the lightest dark background of `app.css`: what is legible on
/// these is legible on all.
const LIGHT_BACKGROUND: Color = Color::new(0xf4, 0xf3, 0xef);
const DARK_BACKGROUND: Color = Color::new(0x1d, 0x1e, 0x1c);

/// How an operator's sign-in pages look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Branding {
    /// The name of whoever runs the sign-in, shown with the application's name.
    pub name: String,
    /// Colour of buttons, links and focus, `#rrggbb`; anything else counts as Signet's own.
    pub primary_color: String,
    /// The same on a dark background, `#rrggbb`; derived from `primary_color` when absent.
    pub dark_primary_color: Option<String>,
    /// Address of a logo; Signet's mark in the brand's colour when absent.
    pub logo_url: Option<String>,
    /// Address of a logo for dark backgrounds.
    pub dark_logo_url: Option<String>,
    /// Whether pages are dark where the browser prefers that; else they are always light.
    pub may_be_dark: bool,
    /// Address of an icon for the browser's tab.
    pub favicon_url: Option<String>,
    /// Address of the terms of use.
    pub terms_url: Option<String>,
    /// Address of the privacy notice.
    pub privacy_url: Option<String>,
    /// Where people turn to who cannot get in.
    pub support_email: Option<String>,
    /// Address of a page of help for them.
    pub support_url: Option<String>,
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            name: Self::OWN_NAME.to_owned(),
            primary_color: OWN.to_string(),
            dark_primary_color: None,
            logo_url: None,
            dark_logo_url: None,
            may_be_dark: true,
            favicon_url: None,
            terms_url: None,
            privacy_url: None,
            support_email: None,
            support_url: None,
        }
    }
}

impl Branding {
    /// The name on pages whose operator gave none.
    pub(crate) const OWN_NAME: &str = "Signet";

    /// Reads a colour of the form `#rrggbb`, for whoever takes one from an operator.
    pub fn parse_color(text: &str) -> Result<Color, InvalidColor> {
        text.parse()
    }

    /// The colour on a dark page, `#rrggbb`: the chosen one, or what is derived of the other.
    pub fn dark_color(&self) -> String {
        self.dark().fill().to_string()
    }

    fn brand(&self) -> Color {
        self.primary_color.parse().unwrap_or(OWN)
    }

    fn dark(&self) -> Palette {
        let brand = self.brand();
        let chosen = self
            .dark_primary_color
            .as_deref()
            .and_then(|color| color.parse().ok());
        let chosen = chosen.or((brand == OWN).then_some(OWN_DARK));
        Palette::dark(brand, chosen, DARK_BACKGROUND)
    }

    /// The style sheet that carries the brand's colours. It consists of parsed colours only, so
    /// that nothing an operator types can end it early.
    pub fn style(&self) -> String {
        let light = Palette::light(self.brand(), LIGHT_BACKGROUND).declarations();
        if !self.may_be_dark {
            return format!(":root{{{light}}}");
        }
        let dark = self.dark().declarations();
        format!(":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_is_none_becomes_our_own() {
        let hostile = Branding {
            primary_color: "red}</style><script>".to_owned(),
            dark_primary_color: Some("url(//a.example)".to_owned()),
            ..Branding::default()
        };
        assert_eq!(hostile.style(), Branding::default().style());
    }

    #[test]
    fn a_chosen_dark_colour_is_used_as_it_is() {
        let branding = Branding {
            dark_primary_color: Some("#ffcc00".to_owned()),
            ..Branding::default()
        };
        assert!(branding.style().contains("--brand:#ffcc00"));
        assert_eq!(branding.dark_color(), "#ffcc00");
        assert_eq!(Branding::default().dark_color(), "#62bda6");
    }

    #[test]
    fn pages_that_are_always_light_have_the_light_colours_alone() {
        let branding = |may_be_dark| Branding {
            dark_primary_color: Some("#ffcc00".to_owned()),
            may_be_dark,
            ..Branding::default()
        };
        let both = branding(true).style();
        let (light, _) = both.split_once("@media ").unwrap();
        assert_eq!(branding(false).style(), light);
        // What is chosen for the dark is kept for when it may be again.
        assert_eq!(branding(false).dark_color(), "#ffcc00");
    }
}
