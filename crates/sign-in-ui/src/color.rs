//! A colour, and the shades of it that stay legible (WCAG 2.2 §1.4.3 and §1.4.11).

use std::fmt;
use std::str::FromStr;

/// Least contrast of text with what it stands on (WCAG 2.2 §1.4.3, level AA).
const TEXT: f64 = 4.5;
/// Contrast at which a tinted black is as good as black (WCAG 2.2 §1.4.6, level AAA).
const EASY: f64 = 7.0;
/// Least contrast of a control with what it stands on (WCAG 2.2 §1.4.11).
const CONTROL: f64 = 3.0;

/// An opaque sRGB colour, written `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// The text is not a colour of the form `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb, for example #1d5b4f")]
pub struct InvalidColor;

impl Color {
    pub(crate) const WHITE: Self = Self::new(0xff, 0xff, 0xff);
    pub(crate) const BLACK: Self = Self::new(0, 0, 0);

    pub(crate) const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Contrast ratio between 1 and 21 (WCAG 2.2, "contrast ratio").
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance between 0 and 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// This colour with `percent` of the other in it, at most 100.
    fn mixed(self, other: Self, percent: u16) -> Self {
        let percent = percent.min(100);
        let channel = |own: u8, other: u8| {
            let sum = u16::from(own) * (100 - percent) + u16::from(other) * percent;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        Self::new(
            channel(self.red, other.red),
            channel(self.green, other.green),
            channel(self.blue, other.blue),
        )
    }

    /// This colour, made lighter or darker only as far as it must to stand out from the
    /// background. Hue and saturation stay, so that a dark green becomes a light green, not a grey.
    fn moved(self, towards: Self, background: Self, contrast: f64) -> Self {
        let goal = if towards == Self::WHITE { 1.0 } else { 0.0 };
        let (hue, saturation, lightness) = self.hsl();
        std::iter::once(self)
            .chain((1..=40).map(|step| {
                let share = f64::from(step) / 40.0;
                Self::from_hsl(hue, saturation, lightness + (goal - lightness) * share)
            }))
            .find(|shade| shade.contrast(background) >= contrast)
            .unwrap_or(towards)
    }

    /// Hue in sixths of the circle, saturation and lightness between 0 and 1 (CSS Color 4 §7.2).
    fn hsl(self) -> (f64, f64, f64) {
        let [red, green, blue] =
            [self.red, self.green, self.blue].map(|channel| f64::from(channel) / 255.0);
        let most = red.max(green).max(blue);
        let least = red.min(green).min(blue);
        let (lightness, chroma) = (f64::midpoint(most, least), most - least);
        if chroma < f64::EPSILON {
            return (0.0, 0.0, lightness);
        }
        let hue = if most <= red {
            ((green - blue) / chroma).rem_euclid(6.0)
        } else if most <= green {
            (blue - red) / chroma + 2.0
        } else {
            (red - green) / chroma + 4.0
        };
        (
            hue,
            chroma / (1.0 - (2.0 * lightness - 1.0).abs()),
            lightness,
        )
    }

    fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> Self {
        let amplitude = saturation * lightness.min(1.0 - lightness);
        let channel = |offset: f64| {
            let place = (offset + hue * 2.0).rem_euclid(12.0);
            let wave = (place - 3.0).min(9.0 - place).clamp(-1.0, 1.0);
            byte(lightness - amplitude * wave)
        };
        Self::new(channel(0.0), channel(8.0), channel(4.0))
    }

    /// White when that is legible on this colour, otherwise a very dark shade of it, or black.
    fn readable(self) -> Self {
        if self.contrast(Self::WHITE) >= TEXT {
            return Self::WHITE;
        }
        let shade = self.mixed(Self::BLACK, 90);
        if self.contrast(shade) >= EASY {
            shade
        } else {
            Self::BLACK
        }
    }
}

/// A share between 0 and 1 as a channel.
fn byte(share: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the value is clamped to a byte's range first"
    )]
    let byte = (share.clamp(0.0, 1.0) * 255.0).round() as u8;
    byte
}

impl FromStr for Color {
    type Err = InvalidColor;

    fn from_str(text: &str) -> Result<Self, InvalidColor> {
        let digits = text.trim().strip_prefix('#').ok_or(InvalidColor)?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(InvalidColor);
        }
        let value = u32::from_str_radix(digits, 16).map_err(|_| InvalidColor)?;
        let [_, red, green, blue] = value.to_be_bytes();
        Ok(Self { red, green, blue })
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

/// The shades that one brand colour becomes on one background.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Palette {
    /// The button.
    fill: Color,
    /// The button under the pointer.
    hover: Color,
    /// Text on the button.
    on_fill: Color,
    /// Outline of the button; its own colour unless that would vanish on the background.
    edge: Color,
    /// Links and the focus ring.
    ink: Color,
}

impl Palette {
    /// Shades for a light background.
    pub(crate) fn light(brand: Color, background: Color) -> Self {
        Self::new(brand, Color::BLACK, background)
    }

    /// Shades for a dark background. A colour that nobody chose for the dark is brightened first.
    pub(crate) fn dark(brand: Color, chosen: Option<Color>, background: Color) -> Self {
        let fill = chosen.unwrap_or_else(|| brand.moved(Color::WHITE, background, TEXT));
        Self::new(fill, Color::WHITE, background)
    }

    fn new(fill: Color, away: Color, background: Color) -> Self {
        let on_fill = fill.readable();
        let opposite = if on_fill == Color::WHITE {
            Color::BLACK
        } else {
            Color::WHITE
        };
        Self {
            fill,
            hover: fill.mixed(opposite, 14),
            on_fill,
            edge: fill.moved(away, background, CONTROL),
            ink: fill.moved(away, background, TEXT),
        }
    }

    /// The colour that surfaces are filled with.
    pub(crate) const fn fill(&self) -> Color {
        self.fill
    }

    /// Custom properties for a style sheet.
    pub(crate) fn declarations(&self) -> String {
        let Self {
            fill,
            hover,
            on_fill,
            edge,
            ink,
        } = self;
        format!(
            "--brand:{fill};--brand-hover:{hover};--on-brand:{on_fill};--brand-edge:{edge};--brand-ink:{ink}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: Color = Color::new(0xf4, 0xf3, 0xef);
    const DARK: Color = Color::new(0x1d, 0x1e, 0x1c);

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!("#1D5b4f".parse::<Color>().unwrap().to_string(), "#1d5b4f");
        for bad in [
            "1d5b4f", "#1d5b4", "#1d5b4ff", "red", "#+d5b4f", "#é5b4", "}body{", "",
        ] {
            assert_eq!(bad.parse::<Color>(), Err(InvalidColor), "{bad}");
        }
    }

    #[test]
    fn hue_and_saturation_survive_the_way_there_and_back() {
        for text in [
            "#1d5b4f", "#f5b301", "#3b3f8f", "#808080", "#ff00aa", "#000000", "#ffffff",
        ] {
            let color: Color = text.parse().unwrap();
            let (hue, saturation, lightness) = color.hsl();
            assert_eq!(Color::from_hsl(hue, saturation, lightness), color, "{text}");
        }
    }

    #[test]
    fn contrast_runs_from_one_to_twenty_one() {
        assert!((Color::WHITE.contrast(Color::BLACK) - 21.0).abs() < 0.01);
        assert!((LIGHT.contrast(LIGHT) - 1.0).abs() < 0.01);
    }

    #[test]
    fn every_brand_colour_becomes_legible_in_light_and_dark() {
        for value in (0..=0xff_ff_ff_u32).step_by(0x01_0f_35) {
            let brand: Color = format!("#{value:06x}").parse().unwrap();
            for (palette, background) in [
                (Palette::light(brand, LIGHT), LIGHT),
                (Palette::dark(brand, None, DARK), DARK),
                (Palette::dark(brand, Some(brand), DARK), DARK),
            ] {
                assert!(
                    palette.on_fill.contrast(palette.fill) >= TEXT,
                    "{brand} {palette:?}"
                );
                assert!(
                    palette.on_fill.contrast(palette.hover) >= TEXT,
                    "{brand} {palette:?}"
                );
                assert!(
                    palette.ink.contrast(background) >= TEXT,
                    "{brand} {palette:?}"
                );
                assert!(
                    palette.edge.contrast(background) >= CONTROL,
                    "{brand} {palette:?}"
                );
            }
        }
    }

    #[test]
    fn a_colour_that_is_legible_already_stays_as_it_is() {
        let brand = "#1d5b4f".parse().unwrap();
        let palette = Palette::light(brand, LIGHT);
        assert_eq!(
            (palette.fill, palette.edge, palette.ink),
            (brand, brand, brand)
        );
        assert_eq!(palette.on_fill, Color::WHITE);
    }
}
