SELECT count(*) AS "Count" FROM (SELECT * FROM (VALUES (CAST('x' AS VARCHAR)), (CAST('y' AS VARCHAR))) t("a")) t
