/*
 * Copyright 2026 the pool-starter authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package org.poolstarter.loadtest;

import java.util.ArrayList;
import java.util.List;

/** A chart of lines over a common axis, as SVG that needs nothing else. Not for many threads. */
final class LineChart {

    private static final int WIDTH = 720;
    private static final int HEIGHT = 260;
    private static final int LEFT = 60;
    private static final int RIGHT = 16;
    private static final int TOP = 28;
    private static final int BOTTOM = 44;
    private static final int TICKS = 5;

    /** Told apart without red and green. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#e69f00", "#cc79a7", "#009e73", "#56b4e9", "#d55e00");

    private final String xLabel;
    private final String yLabel;
    private final List<Line> lines = new ArrayList<>();

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
        lines.add(new Line(name, List.copyOf(points)));
        return this;
    }

    /** Whether there is anything to see. */
    boolean isEmpty() {
        return lines.stream().allMatch(line -> line.points().isEmpty());
    }

    /** The chart as an {@code svg} element. */
    String svg() {
        double maxX = nice(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::x)
                .max()
                .orElse(1));
        double maxY = nice(lines.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElse(1));
        StringBuilder svg = new StringBuilder()
                .append("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s over %s\">"
                        .formatted(WIDTH, HEIGHT, Html.escape(yLabel), Html.escape(xLabel)));
        drawAxes(svg, maxX, maxY);
        for (int i = 0; i < lines.size(); i++) {
            draw(svg, lines.get(i), COLOURS.get(i % COLOURS.size()), maxX, maxY, i);
        }
        return svg.append("</svg>").toString();
    }

    private void drawAxes(StringBuilder svg, double maxX, double maxY) {
        for (int i = 0; i <= TICKS; i++) {
            double y = maxY * i / TICKS;
            double x = maxX * i / TICKS;
            svg.append("<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%s\" y2=\"%s\"/>"
                    .formatted(LEFT, WIDTH - RIGHT, atY(y, maxY), atY(y, maxY)));
            svg.append("<text x=\"%d\" y=\"%s\" text-anchor=\"end\" dy=\"4\">%s</text>"
                    .formatted(LEFT - 6, atY(y, maxY), label(y)));
            svg.append("<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%s</text>"
                    .formatted(atX(x, maxX), HEIGHT - BOTTOM + 16, label(x)));
        }
        svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                .formatted(WIDTH - RIGHT, HEIGHT - 4, Html.escape(xLabel)));
        svg.append("<text x=\"4\" y=\"11\">%s</text>".formatted(Html.escape(yLabel)));
    }

    private static void draw(StringBuilder svg, Line line, String colour, double maxX, double maxY, int index) {
        StringBuilder points = new StringBuilder();
        for (Point point : line.points()) {
            points.append(atX(point.x(), maxX))
                    .append(',')
                    .append(atY(point.y(), maxY))
                    .append(' ');
        }
        svg.append("<polyline fill=\"none\" stroke=\"%s\" stroke-width=\"2\" points=\"%s\"/>"
                .formatted(colour, points.toString().strip()));
        if (line.points().size() <= 40) {
            for (Point point : line.points()) {
                svg.append("<circle r=\"2.5\" fill=\"%s\" cx=\"%s\" cy=\"%s\"><title>%s: %s at %s</title></circle>"
                        .formatted(
                                colour,
                                atX(point.x(), maxX),
                                atY(point.y(), maxY),
                                Html.escape(line.name()),
                                label(point.y()),
                                label(point.x())));
            }
        }
        int x = LEFT + index * 130;
        svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"10\" height=\"10\" fill=\"%s\"/>".formatted(x, HEIGHT - 13, colour));
        svg.append("<text x=\"%d\" y=\"%d\">%s</text>".formatted(x + 14, HEIGHT - 4, Html.escape(line.name())));
    }

    private static String atX(double x, double max) {
        return Numbers.fixed(LEFT + x / max * (WIDTH - LEFT - RIGHT), 1);
    }

    private static String atY(double y, double max) {
        return Numbers.fixed(HEIGHT - BOTTOM - y / max * (HEIGHT - TOP - BOTTOM), 1);
    }

    private static String label(double value) {
        return (value == Math.rint(value)) ? String.valueOf((long) value) : Numbers.figure(value);
    }

    /** The next number that divides well, so that a line fills its chart. */
    private static double nice(double value) {
        if (value <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 1.5, 2, 2.5, 3, 4, 5, 6, 8}) {
            if (value <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** A point of a line; both 0 or more. */
    record Point(double x, double y) {}

    private record Line(String name, List<Point> points) {}
}
