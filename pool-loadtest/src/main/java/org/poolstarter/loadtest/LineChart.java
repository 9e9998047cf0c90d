/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A chart of lines over a common axis, as SVG that needs nothing else: what is at a place is told where the pointer rests.
 * Not for many threads.
 */
final class LineChart {

    /* Small, so that its text stays readable where the page is as narrow as a phone. */
    private static final int WIDTH = 440;
    private static final int HEIGHT = 220;
    private static final int LEFT = 44;
    private static final int RIGHT = 16;
    private static final int TOP = 24;
    private static final int BOTTOM = 38;
    private static final int MOST_TICKS = 6;
    private static final int MOST_DOTS = 40;

    /** Told apart without red and green. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#e69f00", "#cc79a7", "#009e73", "#56b4e9", "#d55e00");

    private final String xLabel;
    private final String yLabel;
    private final List<Line> lines = new ArrayList<>();
    private int coloured;

    /**
     * A chart without lines.
     *
     * @param xLabel what goes to the right, with its unit
     * @param yLabel what goes up, with its unit
     */
    LineChart(String xLabel, String yLabel) {
        this.xLabel = xLabel;
        this.yLabel = yLabel;
    }

    /** Adds a line through these points, which are in the order of x. */
    LineChart line(String name, List<Point> points) {
        lines.add(new Line(name, List.copyOf(points), COLOURS.get(coloured++ % COLOURS.size())));
        return this;
    }

    /** Adds a bound, which is dashed. */
    LineChart bound(String name, List<Point> points) {
        lines.add(new Line(name, List.copyOf(points), null));
        return this;
    }

    /** Whether there is anything to see. */
    boolean isEmpty() {
        return lines.stream().allMatch(line -> line.points().isEmpty());
    }

    /** The chart as an {@code svg} element, and what its lines mean. */
    String html() {
        Axis x = Axis.to(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::x)
                .max()
                .orElse(1));
        Axis y = Axis.to(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1));
        StringBuilder html = new StringBuilder()
                .append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s over %s\">"
                        .formatted(WIDTH, HEIGHT, Html.escape(yLabel), Html.escape(xLabel)));
        drawAxes(html, x, y);
        lines.forEach(line -> draw(html, line, x, y));
        tell(html, x);
        html.append("</svg><p class=\"legend\">");
        for (Line line : lines) {
            html.append("<span><i style=\"border-top: 3px %s\"></i>%s</span>"
                    .formatted(line.colour() != null ? "solid " + line.colour() : "dashed", Html.escape(line.name())));
        }
        return html.append("</p>").toString();
    }

    private void drawAxes(StringBuilder svg, Axis x, Axis y) {
        for (int i = 0; i <= y.ticks(); i++) {
            String at = atY(y.tick(i), y);
            svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(LEFT, WIDTH - RIGHT, at, at));
            svg.append("<text x=\"%d\" y=\"%s\" text-anchor=\"end\" dy=\"4\">%s</text>"
                    .formatted(LEFT - 6, at, label(y.tick(i))));
        }
        for (int i = 0; i <= x.ticks(); i++) {
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                    .formatted(atX(x.tick(i), x), HEIGHT - BOTTOM + 15, label(x.tick(i))));
        }
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                .formatted((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, Html.escape(xLabel)));
        svg.append("<text x=\"2\" y=\"12\">%s</text>".formatted(Html.escape(yLabel)));
    }

    private static void draw(StringBuilder svg, Line line, Axis x, Axis y) {
        StringBuilder points = new StringBuilder();
        for (Point point : line.points()) {
            points.append(atX(point.x(), x))
                    .append(',')
                    .append(atY(point.y(), y))
                    .append(' ');
        }
        String colour = line.colour();
        svg.append("<polyline %s points=\"%s\"/>"
                .formatted(
                        colour != null ? "stroke=\"%s\"".formatted(colour) : "class=\"bound\"",
                        points.toString().strip()));
        if (colour != null && line.points().size() <= MOST_DOTS) {
            for (Point point : line.points()) {
                svg.append("<circle r=\"2\" fill=\"%s\" cx=\"%s\" cy=\"%s\"/>"
                        .formatted(colour, atX(point.x(), x), atY(point.y(), y)));
            }
        }
    }

    /** Stripes that reach halfway to the next place, each with all figures of its place. */
    private void tell(StringBuilder svg, Axis axis) {
        SortedMap<Double, StringBuilder> texts = new TreeMap<>();
        for (Line line : lines) {
            for (Point point : line.points()) {
                texts.computeIfAbsent(
                                point.x(), x -> new StringBuilder("%s %s".formatted(label(x), Html.escape(xLabel))))
                        .append("\n%s: %s".formatted(Html.escape(line.name()), label(point.y())));
            }
        }
        List<Double> places = List.copyOf(texts.keySet());
        for (int i = 0; i < places.size(); i++) {
            double x = places.get(i);
            double from = (i > 0) ? (places.get(i - 1) + x) / 2 : 0;
            double to = (i + 1 < places.size()) ? (x + places.get(i + 1)) / 2 : axis.max();
            svg.append("<rect class=\"at\" x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\"><title>%s</title></rect>"
                    .formatted(
                            atX(from, axis),
                            TOP,
                            Numbers.fixed((to - from) / axis.max() * (WIDTH - LEFT - RIGHT), 1),
                            HEIGHT - TOP - BOTTOM,
                            texts.get(x)));
        }
    }

    private static String atX(double x, Axis axis) {
        return Numbers.fixed(LEFT + x / axis.max() * (WIDTH - LEFT - RIGHT), 1);
    }

    private static String atY(double y, Axis axis) {
        return Numbers.fixed(HEIGHT - BOTTOM - y / axis.max() * (HEIGHT - TOP - BOTTOM), 1);
    }

    /** With three digits that count, or all of a greater number. */
    private static String label(double value) {
        BigDecimal exact = new BigDecimal(Numbers.figure(value));
        return exact.setScale(Math.min(exact.scale(), 2), RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    /** From 0 in equal steps that people count in. */
    private record Axis(double step, int ticks) {

        /** Up to this value or a little further. */
        static Axis to(double value) {
            if (value <= 0) {
                return new Axis(1, 1);
            }
            double least = value / MOST_TICKS;
            double power = Math.pow(10, Math.floor(Math.log10(least)));
            for (double step : new double[] {1, 2, 5, 10}) {
                if (least <= step * power * (1 + 1e-9)) {
                    return new Axis(step * power, (int) Math.ceil(value / (step * power) - 1e-9));
                }
            }
            throw new IllegalStateException("No step for " + value);
        }

        double tick(int number) {
            return step * number;
        }

        double max() {
            return step * ticks;
        }
    }

    /** @param colour null for a bound */
    private record Line(
            String name, List<Point> points, @Nullable String colour) {}

    /** A point of a line. */
    record Point(double x, double y) {}
}
