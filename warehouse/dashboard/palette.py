"""The colours of the dashboards, once for the charts, the theme and the marks in articles.

The hues are those of Okabe and Ito (Color Universal Design, 2008), which people with any colour vision tell
apart. Their yellow is left out: on white it is hard to see for everybody.
"""

BLUE = "#0072B2"
SKY = "#56B4E9"
GREEN = "#009E73"
ORANGE = "#E69F00"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#8A8F98"  # for "other", "unknown" and what is not in focus; readable on white and on black

CATEGORIES = (BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION)

# Cooperation is blue and conflict is red, material events darker than verbal ones.
QUAD_CLASSES = {
    "material_cooperation": BLUE,
    "verbal_cooperation": SKY,
    "verbal_conflict": ORANGE,
    "material_conflict": VERMILION,
}
STATUSES = {"occurred": BLUE, "planned": SKY, "hypothetical": GREY, "denied": VERMILION}
RUN_STATES = {"completed": GREEN, "running": SKY, "cancelled": ORANGE, "failed": VERMILION}

# Streamlit's theme settings, by the name of the setting
THEME: dict[str, object] = {
    "theme.font": "sans-serif",
    "theme.headingFont": "serif",
    "theme.headingFontWeights": [600],
    "theme.headingFontSizes": ["2.1rem", "1.5rem", "1.15rem"],
    "theme.metricValueFontSize": "1.7rem",
    "theme.baseRadius": "small",
    "theme.paddingTop": "2.5rem",
    "theme.showWidgetBorder": True,
    "theme.light.primaryColor": BLUE,
    "theme.light.linkColor": BLUE,
    "theme.light.backgroundColor": "#FFFFFF",
    "theme.light.secondaryBackgroundColor": "#F4F5F7",
    "theme.light.textColor": "#1B1F24",
    "theme.dark.primaryColor": SKY,
    "theme.dark.linkColor": SKY,
    "theme.dark.backgroundColor": "#12151A",
    "theme.dark.secondaryBackgroundColor": "#1C2128",
    "theme.dark.textColor": "#E8EAED",
}


def css_variables() -> str:
    """The colours for style.css, as variables by their name."""
    hues = {
        "blue": BLUE,
        "sky": SKY,
        "green": GREEN,
        "orange": ORANGE,
        "vermilion": VERMILION,
        "purple": PURPLE,
    }
    return ":root{" + "".join(f"--readout-{name}:{hue};" for name, hue in hues.items()) + "}"
